import { fieldsOf } from '../../src/access/fieldsOf';
import { policy } from '../../src/access/policy';
import { buildSchema } from '../../src/graphql/buildSchema';
import { initOrganization } from '../../src/running/init';
import { SCHEMA_CLASSES } from '../../src/running/modules';
import { insertSession } from '../../src/sessions/sessionRows';
import { describeOnEachEngine } from '../support/engines';
import { type Answer, sharedWorld, type TestKey, type World } from '../support/world';
import { MATRIX } from './MATRIX';
import type { MatrixRow } from './MatrixRow';

/** A scope that no field of this server asks for: the least that a key can hold. */
const IDLE = 'workspace.export:create';

const FOR_PEOPLE = MATRIX.filter(({ isForPeople }) => isForPeople).map((row) => [row.field, row] as const);

describe('the written-out matrix', () => {
  it('has a row for every field of the schema, and no other', async () => {
    const parts = {
      policy,
      classes: SCHEMA_CLASSES,
      container: { get: () => ({}) },
      loaders: {},
      hasAuthDirectives: true,
    };
    const { schema } = await buildSchema(parts);
    const fields = fieldsOf(schema).map(({ typeName, fieldName }) => `${typeName}.${fieldName}`);
    expect(MATRIX.map(({ field }) => field).sort()).toEqual(fields.sort());
  });
});

describeOnEachEngine('every field of the schema', (engine) => {
  const world = sharedWorld(engine);
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.create(world());
  });

  it.each(MATRIX.map((row) => [row.field, row] as const))('%s: without a key', async (_field, row) => {
    const answer = await scene.run(null, row);
    if (row.needs === 'open') expect(answer.body.errors).toBeUndefined();
    else expect([answer.status, answer.body.data, codesOf(answer)]).toEqual([401, undefined, ['UNAUTHENTICATED']]);
  });

  it.each(MATRIX.filter(hasScopes).map((row) => [row.field, row] as const))(
    '%s: with a key that holds everything but what it needs',
    async (field, row) => {
      const lacking = new Set(row.needs.flat());
      const others = scene.allScopes.filter((scope) => !lacking.has(scope));
      const answer = await scene.run(await scene.key(others), row);
      expect(answer.status).toBe(200);
      expect(answer.body.errors).toHaveLength(1);
      expect(answer.body.errors[0].path.at(-1)).toBe(row.isBehind ?? field.split('.')[1]);
      expect(answer.body.errors[0].extensions).toEqual({ code: 'FORBIDDEN', requiredScopes: row.needs });
      const [root] = Object.keys(answer.body.data);
      expect(JSON.stringify(answer.body.data[root ?? ''])).toMatch(
        /^(?:null|\[null\]|\{"\w+":null\}|\[\{"\w+":null\}\])$/,
      );
    },
  );

  it.each(FOR_PEOPLE)('%s: with a key that holds everything', async (_field, row) => {
    const answer = await scene.run(await scene.key(scene.allScopes), row);
    expect(answer.body.errors[0].extensions).toEqual({ code: 'FORBIDDEN', requiredScopes: [] });
  });

  it.each(FOR_PEOPLE)('%s: as a person who signed in', async (_field, row) => {
    const answer = await scene.runAsPerson(row);
    expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
  });

  it.each(alternatives())('%s: with exactly %j', async (_title, scopes, row) => {
    const answer = await scene.run(await scene.key(scopes), row);
    expect(answer.body.errors).toBeUndefined();
    expect(answer.status).toBe(200);
  });
});

function hasScopes(row: MatrixRow): row is MatrixRow & { needs: readonly (readonly string[])[] } {
  return row.needs !== 'open' && row.needs.flat().length > 0;
}

function alternatives(): [string, string[], MatrixRow][] {
  return MATRIX.filter(({ isForPeople }) => !isForPeople).flatMap((row) =>
    (row.needs === 'open' ? [[]] : row.needs).map((needs): [string, string[], MatrixRow] => {
      const scopes = [...needs, ...(row.via ?? [])];
      return [row.field, scopes.length > 0 ? scopes : [IDLE], row];
    }),
  );
}

function codesOf({ body }: Answer): string[] {
  return body.errors?.map((error: { extensions: { code: string } }) => error.extensions.code);
}

/** An organization with a process, a key of that process, and a member. */
class Scene {
  private readonly keys = new Map<string, TestKey>();

  private constructor(
    private readonly world: World,
    private readonly ids: Readonly<Record<'organization' | 'process' | 'apiKey' | 'member', string>>,
  ) {}

  static async create(world: World): Promise<Scene> {
    const { database, app, config } = world;
    const asked = { organization: 'Acme', email: 'ada@example.com', name: 'Ada', password: 'correct horse battery' };
    const made = await initOrganization(
      { storage: database, services: app.services, clock: () => world.now, catalogue: config.catalogue },
      asked,
    );
    const process = await world.process(made.organization);
    const apiKey = await world.key(made.organization, { processId: process.id });
    const [member] = await world.rows<{ id: string }>('SELECT "id" FROM "membership"');
    const organization = made.organization.id;
    return new Scene(world, { organization, process: process.id, apiKey: apiKey.id, member: member?.id ?? '' });
  }

  get allScopes(): string[] {
    return this.world.config.catalogue.map(({ name }) => name);
  }

  async key(scopes: string[]): Promise<TestKey> {
    const known = this.keys.get(scopes.join());
    if (known) return known;
    const made = await this.world.key({ id: this.ids.organization }, { scopes });
    this.keys.set(scopes.join(), made);
    return made;
  }

  async runAsPerson({ operation }: MatrixRow): Promise<Answer> {
    const [person] = await this.world.rows<{ id: string; userId: string }>('SELECT "id", "userId" FROM "membership"');
    const session = { userId: person?.userId ?? '', membershipId: person?.id ?? '', createdAt: this.world.now };
    const { token } = await this.world.database.write(({ sql }) => insertSession(sql, session));
    return this.world.graphql({ query: operation }, { cookie: `latchkey-session=${token}` });
  }

  run(key: TestKey | null, { operation }: MatrixRow): Promise<Answer> {
    const used = Object.entries(this.ids).filter(([name]) => operation.includes(`$${name}:`));
    // An operation declares what it might use; what it does not use, it must not declare.
    const unused = Object.keys(this.ids).filter((name) => operation.split(`$${name}`).length === 2);
    const declared = unused.reduce((text, name) => text.replace(new RegExp(`,? ?\\$${name}: ID!`), ''), operation);
    return this.world.as(key).run(declared.replace('mutation ()', 'mutation'), Object.fromEntries(used));
  }
}
