import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, signedIn } from '../support/people';
import { times } from '../support/times';
import { Visitor } from '../support/Visitor';
import { basic, sharedWorld, type TestOrganization } from '../support/world';

/** As long as a body and a header may be, with what stands around them. Units: bytes. */
const [BODY_BYTES, HEADER_BYTES] = [60_000, 15_000];
/** Units: characters of a row and of a line, however long its input was. */
const MAX_WRITTEN = 3_000;

/** The first of them are those in which most mistakes show. */
const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['letters', 'a'.repeat(BODY_BYTES)],
  ['as many emoji as a name may have', '😀'.repeat(100)],
  ['a zero byte', 'a\u0000b'],
  ['the longest address', `${'a'.repeat(64)}@${`${'b'.repeat(61)}.`.repeat(3)}ex`],
  ['emoji', '😀'.repeat(BODY_BYTES / 4)],
  ['the character that folds to most others', '\ufdfa'.repeat(100)],
  ['half a character', '\ud83d'],
];

const HEADERS = [
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-request-id',
  'user-agent',
  'referer',
  'origin',
  'cookie',
  'accept',
  'latchkey-organization',
  'latchkey-gateway',
  'apollographql-client-name',
  'sec-fetch-site',
  'traceparent',
];

const ZONED = `fe80::1%${'e'.repeat(HEADER_BYTES)}`;

type Input = GraphQLArgument | GraphQLInputField;

/** A place of a root field in which a text may stand. Shape: `path` is e.g. `['input', 'name']`. */
interface Place {
  readonly operation: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly path: readonly string[];
}

/** Every such place of the schema. */
function places(): Place[] {
  const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as const;
  return roots.flatMap(([operation, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) =>
      pathsIn(field.args).map((path) => ({ operation, field, path })),
    ),
  );
}

function pathsIn(inputs: readonly Input[]): string[][] {
  return inputs.flatMap(({ name, type }) => {
    const named = getNamedType(type);
    if (isInputObjectType(named)) return pathsIn(Object.values(named.getFields())).map((path) => [name, ...path]);
    return ['String', 'ID', 'ScopeName', 'DateTime'].includes(named.name) ? [[name]] : [];
  });
}

/** A document that asks the field, and variables with the text in that place and what is required in the others. */
function question({ operation, field, path }: Place, text: string, ids: Readonly<Record<string, string>>) {
  const declared = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const query = `${operation} (${declared}) { ${field.name}(${given}) { __typename } }`;
  return { query, variables: valuesFor(field.args, path, text, ids[field.name] ?? 'Invoices') };
}

function valuesFor(
  inputs: readonly Input[],
  [first, ...rest]: readonly string[],
  text: string,
  id: string,
): Record<string, unknown> {
  const wanted = inputs.filter(({ name, type }) => name === first || isNonNullType(type));
  return Object.fromEntries(
    wanted.map(({ name, type }): [string, unknown] => {
      const named = getNamedType(type);
      if (isInputObjectType(named)) return [name, valuesFor(Object.values(named.getFields()), rest, text, id)];
      const value = name === first ? text : valueFor(name, named, id);
      return [name, isListType(getNullableType(type)) ? [value] : value];
    }),
  );
}

function valueFor(name: string, type: GraphQLNamedInputType, id: string): string | undefined {
  if (name === 'id' || name === 'token') return id;
  if (isEnumType(type)) return type.getValues()[0]?.name;
  return type.name === 'DateTime' ? '2027-01-01T00:00:00Z' : 'Invoices of today';
}

describeOnEachEngine('the longest input that HTTP allows', (engine) => {
  const world = sharedWorld(engine, { TRUST_PROXY: '127.0.0.1', LOG_LEVEL: 'info' });
  let acme: TestOrganization;

  beforeEach(async () => {
    acme = await world().organization();
  });

  /** All that was written down, in rows and lines, is as short as ever. */
  async function expectShort(): Promise<void> {
    const written = world();
    await written.app.services.keyRefusals.flush();
    const tables = written.database.writer.entityMetadatas.map(({ tableName }) => tableName);
    for (const table of tables) {
      const rows = await written.rows(`SELECT * FROM "${table}"`);
      const longest = Math.max(0, ...rows.map((row) => JSON.stringify(row).length));
      expect([table, longest < MAX_WRITTEN]).toEqual([table, true]);
    }
    expect(Math.max(0, ...written.logLines.map(({ length }) => length))).toBeLessThan(MAX_WRITTEN);
  }

  /** What the fields that change something change. */
  async function idsOfFields(memberId: string): Promise<Record<string, string>> {
    const invite = 'mutation { inviteMember(input: { email: "ada@example.com", role: USER }) { link } }';
    const { body } = await world().as(acme.key).run(invite);
    return {
      updateProcess: (await world().process(acme)).id,
      updateApiKey: (await world().key(acme)).id,
      updateMember: memberId,
      acceptInvitation: body.data.inviteMember.link.split('/').at(-1),
    };
  }

  it.each(TEXTS.slice(0, times({ usual: 3, long: 7 })))(
    'fails in no argument of the schema, and is not written down: %s',
    async (_what, text) => {
      const member = await addPerson(world(), acme);
      const ids = await idsOfFields(member.memberId);
      const { token } = await signedIn(world(), member);
      const all = places();
      expect(all.length).toBeGreaterThan(40);
      const failed: unknown[] = [];
      for (const [index, place] of all.entries()) {
        const { query, variables } = question(place, text, ids);
        const headers = { 'x-forwarded-for': `2001:db8:0:${index.toString(16)}::1` }; // No limit of a network is reached.
        const { status, body } = await new Visitor(world(), token).run(query, variables, headers);
        const isFailure = status >= 500 || JSON.stringify(body).includes('INTERNAL_SERVER_ERROR');
        if (isFailure) failed.push([place.field.name, place.path, status, body]);
      }
      expect(failed).toEqual([]);
      await expectShort();
    },
  );

  it('fails in no header, and is not written down', async () => {
    const { pass } = (await world().organization()).key;
    const good = basic(acme.key.value);
    const wrong = basic(`${acme.key.user}:${pass}`);
    const query = 'mutation { createProcess(input: { name: "Invoices" }) { process { id } } }';
    const long = HEADERS.map((name): [string, string] => [name, 'a'.repeat(HEADER_BYTES)]);
    const failed: unknown[] = [];
    for (const [name, value] of [...long, ['x-forwarded-for', ZONED] as const]) {
      for (const authorization of [good, wrong]) {
        const { status, body } = await world().graphql({ query }, { [name]: value, authorization });
        if (status >= 500) failed.push([name, value, status, body]);
      }
    }
    expect(failed).toEqual([]);
    await expectShort();
  });

  it('fails in no name of an operation, no address and no form', async () => {
    const long = 'a'.repeat(HEADER_BYTES);
    const authorization = basic(acme.key.value);
    const get = (path: string) => world().request({ method: 'GET', path, headers: { authorization } });
    const post = (path: string, form: Record<string, string>) =>
      world().request({
        method: 'POST',
        path,
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      });
    const text = 'a'.repeat(BODY_BYTES);
    const answers = [
      await world().graphql({ query: `query ${long} { viewer { name } }`, operationName: long }, { authorization }),
      await get(`/${long}`),
      await get(`/verify?scope=${long}`),
      await get(`/verify/scope/${long}`),
      await get(`/graphql?query={viewer{name}}&operationName=${long}`),
      await post('/oauth/token', { grant_type: text }),
      await post('/oauth/token', { grant_type: 'client_credentials', scope: text }),
      await post('/oauth/token', { grant_type: 'client_credentials', resource: `https://example.com/${text}` }),
      await post('/oauth/introspect', { token: text }),
      await post('/oauth/revoke', { token: text }),
      await post('/oauth/revoke', { token: `${text.slice(0, 40_000)}.a.b` }),
    ];
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    await expectShort();
  });
});
