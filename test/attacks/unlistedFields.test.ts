import { buildSchema, graphql } from 'graphql';
import { Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { assertComplete } from '../../src/access/assertComplete';
import { known, needs } from '../../src/access/Need';
import { needOf } from '../../src/access/needOf';
import { policy } from '../../src/access/policy';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { shieldSchema } from '../../src/access/shieldSchema';
import { buildSchema as buildServedSchema } from '../../src/graphql/buildSchema';
import { operatorOf } from '../../src/running/init';
import { SCHEMA_CLASSES } from '../../src/running/modules';
import { NOW } from '../support/world';

const table = {
  Query: { viewer: known },
  Viewer: { name: known },
  Mutation: { rename: needs('workspace.admin.organization:manage') },
};

const SDL = `
  type Query { viewer: Viewer  __FIELD__ }
  type Viewer { name: String  __VIEWER__ }
  type Mutation { rename: String  __MUTATION__ }
  __TYPE__`;

/** The schema above with additions that nobody wrote a policy line for. */
function schemaWith(additions: { field?: string; viewer?: string; mutation?: string; type?: string } = {}) {
  const { field = '', viewer = '', mutation = '', type = '' } = additions;
  const sdl = SDL.replace('__FIELD__', field).replace('__VIEWER__', viewer).replace('__MUTATION__', mutation);
  return buildSchema(sdl.replace('__TYPE__', type));
}

const contextValue = { caller: operatorOf('0'.repeat(32), SHIPPED_SCOPES, NOW) };

describe('a field without a policy line', () => {
  it('T38: a schema that the policy covers is complete', () => {
    expect(() => assertComplete(schemaWith(), table)).not.toThrow();
  });

  it('T38: a field without a line stops the start, and is named', () => {
    expect(() => assertComplete(schemaWith({ viewer: 'secret: String' }), table)).toThrow(
      'The policy and the schema differ: Viewer.secret has no policy line.',
    );
  });

  it('T38: a mutation without a line stops the start, and is named', () => {
    expect(() => assertComplete(schemaWith({ mutation: 'wipe: String' }), table)).toThrow(
      'The policy and the schema differ: Mutation.wipe has no policy line.',
    );
  });

  it('T38: a type without lines stops the start, and each of its fields is named', () => {
    const schema = schemaWith({ field: 'vault: Vault', type: 'type Vault { id: ID! pass: String }' });
    expect(() => assertComplete(schema, table)).toThrow(
      'The policy and the schema differ: Query.vault has no policy line; Vault.id has no policy line; Vault.pass has no policy line.',
    );
  });

  it('T38: a line without a field stops the start, and is named', () => {
    expect(() =>
      assertComplete(schemaWith(), { ...table, Viewer: { name: known, gone: known }, Lost: { '*': known } }),
    ).toThrow(
      'The policy and the schema differ: the policy line Viewer.gone has no field; the policy line Lost has no field.',
    );
  });

  it.each([
    ['a payload', 'BeaconPayload', 'signingSecret'],
    ['a payload, though another payload has one of its name,', 'BeaconPayload', 'secret'],
    ['a connection', 'BeaconConnection', 'signingSecret'],
    ['an edge', 'BeaconEdge', 'signingSecret'],
    ['page information', 'PageInfo', 'signingSecret'],
    ['a key', 'ApiKey', 'digest'],
    ['any type, though every object of the language has a property of its name,', 'Viewer', 'constructor'],
  ])(
    'T38: a field of %s has no line in the shipped policy before somebody writes one',
    (_what, typeName, fieldName) => {
      expect(needOf(policy, typeName, fieldName)).toBeUndefined();
    },
  );

  it('T38: a scalar of a payload without a line stops the start of the server, and is named', async () => {
    @ObjectType()
    class BeaconPayload {
      @Field(() => [String])
      userErrors!: string[];

      @Field(() => String)
      signingSecret!: string;
    }
    @Resolver()
    class BeaconResolver {
      @Mutation(() => BeaconPayload)
      createBeacon(): BeaconPayload {
        return { userErrors: [], signingSecret: 'told' };
      }
    }
    const started = buildServedSchema({
      policy: { ...policy, Mutation: { ...policy.Mutation, createBeacon: known } },
      classes: { ...SCHEMA_CLASSES, resolvers: [...SCHEMA_CLASSES.resolvers, BeaconResolver] },
      container: { get: () => ({}) },
      loaders: {},
      hasAuthDirectives: false,
    });
    await expect(started).rejects.toThrow(
      'The policy and the schema differ: BeaconPayload.signingSecret has no policy line.',
    );
  });

  it('T38: a line that no payload has a field for stops the start, and is named', () => {
    expect(() => assertComplete(schemaWith(), { ...table, '(payload)': { gone: known } })).toThrow(
      'The policy and the schema differ: the policy line (payload).gone has no field.',
    );
  });

  it('T38: were it served all the same, the field would be denied even to a caller with every scope', async () => {
    const schema = shieldSchema(schemaWith({ viewer: 'secret: String' }), table);
    const rootValue = { viewer: { name: 'Ada', secret: 'told' } };
    const answer = await graphql({ schema, source: '{ viewer { name secret } }', rootValue, contextValue });
    expect(answer.data).toEqual({ viewer: { name: 'Ada', secret: null } });
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['viewer', 'secret'], 'FORBIDDEN'],
    ]);
  });

  it('T38: were it served all the same, the mutation would not run', async () => {
    const ran: string[] = [];
    const schema = shieldSchema(schemaWith({ mutation: 'wipe: String' }), table);
    const rootValue = { rename: () => ran.push('rename'), wipe: () => ran.push('wipe') };
    const answer = await graphql({ schema, source: 'mutation { rename wipe }', rootValue, contextValue });
    expect(answer.data).toEqual({ rename: '1', wipe: null });
    expect(ran).toEqual(['rename']);
  });

  it('T38: were it served all the same, every field of the type would be denied', async () => {
    const schema = shieldSchema(schemaWith({ viewer: 'vault: Vault', type: 'type Vault { pass: String }' }), {
      ...table,
      Viewer: { name: known, vault: known },
    });
    const rootValue = { viewer: { vault: { pass: 'told' } } };
    const answer = await graphql({ schema, source: '{ viewer { vault { pass } } }', rootValue, contextValue });
    expect(answer.data).toEqual({ viewer: { vault: { pass: null } } });
  });
});
