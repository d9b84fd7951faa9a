import 'reflect-metadata';
import { known } from '../../src/access/Need';
import { policy } from '../../src/access/policy';
import { assertRulesFit } from '../../src/graphql/assertRulesFit';
import { buildSchema, type SchemaOptions } from '../../src/graphql/buildSchema';
import { type FieldRules, fieldRules } from '../../src/graphql/fieldRules';
import { SCHEMA_CLASSES } from '../../src/running/modules';

const PARTS: SchemaOptions = {
  policy,
  classes: SCHEMA_CLASSES,
  container: { get: () => ({}) },
  loaders: {},
  hasAuthDirectives: false,
};
const RULE = { weight: 1, check: null, once: null };

describe('the rules of fields', () => {
  it.each<[what: string, rules: FieldRules, fault: string]>([
    ['a type that is not there', { Gone: { name: RULE } }, 'the rule of Gone.name has no field'],
    ['a field that is not there', { Query: { gone: RULE } }, 'the rule of Query.gone has no field'],
    ['a field that no list has', { '(connection)': { n: RULE } }, 'the rule of (connection).n has no field'],
  ])('may not speak of %s', async (_what, rules, fault) => {
    const { schema } = await buildSchema(PARTS);
    expect(() => assertRulesFit(schema, rules)).toThrow(`The rules of fields and the schema differ: ${fault}.`);
  });

  it('stop the start when one has no field', async () => {
    const table = fieldRules as Record<string, FieldRules[string]>; // Written to here alone.
    table.Gone = { name: RULE };
    try {
      await expect(buildSchema(PARTS)).rejects.toThrow('the rule of Gone.name has no field');
    } finally {
      delete table.Gone;
    }
  });
});

describe('the policy', () => {
  it('stops the start when one of its lines has no field', async () => {
    const started = buildSchema({ ...PARTS, policy: { ...policy, Gone: { name: known } } });
    await expect(started).rejects.toThrow('the policy line Gone.name has no field');
  });
});
