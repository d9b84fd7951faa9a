import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Linter } from 'eslint';

/** Settings, which have no types. */
const CONFIG: Linter.Config[] = require(path.resolve('eslint.config.js'));

const SCHEMA = 'schema/schema.graphql';
const TEXT = readFileSync(SCHEMA, 'utf8');
const OPERATION = 'schema/operations/99-Example.graphql';

describe('the lint of the schema', () => {
  it('has nothing to say of the schema as it is', () => {
    expect(faults(TEXT, SCHEMA)).toEqual([]);
  });

  it.each([
    ['a type without description', '"""A page of a list of `Member` nodes."""\n', '', 'require-description'],
    [
      'a field without description',
      '"""How a process should be changed; what is left out stays."""\n',
      '',
      'require-description',
    ],
    ['an argument without description', '"""Which ones."""\n', '', 'require-description'],
    ['a value without description', '"""Invoices."""\n', '', 'require-description'],
    ['a description on one line of hashes', '"""Invoices."""', '# Invoices.', 'no-hashtag-description'],
    ['a field in snake case', 'createdBy: String', 'created_by: String', 'naming-convention'],
    ['a value in lower case', '  READY', '  ready', 'naming-convention'],
    ['a type in camel case', 'type Viewer {', 'type viewer {', 'naming-convention'],
    [
      'a field that repeats its type',
      'user:read`."""\n  name: String\n',
      'user:read`."""\n  memberName: String\n',
      'no-typename-prefix',
    ],
    ['a query that says that it is one', '  viewer: Viewer!', '  getViewer: Viewer!', 'naming-convention'],
    ['two equal values', '  ADMIN\n', '  ADMIN\n  """Again."""\n  ADMIN\n', 'unique-enum-value-names'],
    [
      'a deprecation without reason',
      'createdBy: String',
      'createdBy: String @deprecated',
      'require-deprecation-reason',
    ],
    [
      'a type that nothing leads to',
      'type Viewer {',
      'type Unused {\n  """A."""\n  a: Int\n}\n\n"""V."""\ntype Viewer {',
      'no-unreachable-types',
    ],
    ['a page without `pageInfo`', '  pageInfo: PageInfo!', '  place: PageInfo!', 'relay-connection-types'],
    ['an edge without cursor', '  cursor: String!', '  place: String!', 'relay-edge-types'],
    [
      'a list that is paged one way',
      '    last: Int\n  ): MemberConnection',
      '    size: Int\n  ): MemberConnection',
      'relay-arguments',
    ],
    ['a place without `hasNextPage`', '  hasNextPage: Boolean!', '  hasMore: Boolean!', 'relay-page-info'],
    [
      'a mutation whose input has another name',
      '    input: CreateProcessInput!',
      '    process: CreateProcessInput!',
      'input-name',
    ],
    [
      'a mutation whose input has another type',
      '    input: CreateProcessInput!',
      '    input: ProcessFilter!',
      'input-name',
    ],
    [
      'a mutation that cannot be refused',
      '): CreateProcessPayload',
      '): CreateProcessPayload!',
      'no-restricted-syntax',
    ],
    ['a mutation that answers a bare value', '): CreateProcessPayload', '): ID', 'no-scalar-result-type-on-mutation'],
    ['a payload without user errors', 'userErrors: [UserError!]!', 'errors: [UserError!]!', 'no-restricted-syntax'],
  ])('finds %s', (_what, present, broken, rule) => {
    expect(TEXT).toContain(present);
    expect(faults(TEXT.replace(present, broken), SCHEMA)).toContain(rule);
  });

  it.each([
    ['an operation without name', '# What for.\n{ viewer { kind } }', 'no-anonymous-operations'],
    ['an operation without comment', 'query Who { viewer { kind } }', 'require-description'],
    ['a name that says what is said', '# What for.\nquery GetViewer { viewer { kind } }', 'naming-convention'],
    [
      'two operations in one file',
      '# A.\nquery A { viewer { kind } }\n# B.\nquery B { viewer { kind } }',
      'lone-executable-definition',
    ],
    ['a field that is not there', '# What for.\nquery Who { viewer { age } }', 'fields-on-correct-type'],
    ['a variable that is not used', '# What for.\nquery Who($id: ID) { viewer { kind } }', 'no-unused-variables'],
    [
      'a variable of the wrong type',
      '# What for.\nquery One($id: Int) { process(id: $id) { name } }',
      'variables-in-allowed-position',
    ],
    ['a field that is asked for twice', '# What for.\nquery Who { viewer { kind kind } }', 'no-duplicate-fields'],
  ])('finds %s', (_what, text, rule) => {
    expect(faults(text, OPERATION)).toEqual([rule]);
  });
});

/** What is wrong. Shape: the names of rules, each once. */
function faults(text: string, filename: string): string[] {
  const messages = new Linter({ configType: 'flat' }).verify(text, CONFIG, { filename });
  return [...new Set(messages.map(({ ruleId, message }) => ruleId?.replace('@graphql-eslint/', '') ?? message))];
}
