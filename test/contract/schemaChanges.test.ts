import { readFileSync } from 'node:fs';
import { RELEASED_HEADING } from '../support/releaseSchema';
import { breakingChanges, unannounced } from '../support/schemaChanges';

const OLD = `
type Query { process(id: ID!): Process  processes(first: Int): [Process!] }
type Process { id: ID!  name: String  type: ProcessType! }
enum ProcessType { INVOICES CUSTOM }
input ProcessFilter { text: String }
`;

describe('the schema', () => {
  it('takes nothing from clients of the released schema that the changelog does not name', async () => {
    const changes = await breakingChanges(read('schema/released.graphql'), read('schema/schema.graphql'));
    expect(unannounced(changes, read('CHANGELOG.md'))).toEqual([]);
  });

  it('that is released says what writes it', () => {
    expect(read('schema/released.graphql').startsWith(RELEASED_HEADING)).toBe(true);
  });
});

describe('a breaking change', () => {
  it.each([
    ['a field that is gone', '  name: String', '', 'Process.name'],
    ['a field that may be null now', 'type: ProcessType!', 'type: ProcessType', 'Process.type'],
    ['a field of another type', '  name: String', '  name: Int', 'Process.name'],
    ['a value that is gone', ' CUSTOM', '', 'ProcessType.CUSTOM'],
    ['an argument that is gone', '(first: Int)', '', 'Query.processes.first'],
    ['an argument that is needed now', '(first: Int)', '(first: Int!)', 'Query.processes.first'],
    ['a new argument that is needed', '(first: Int)', '(first: Int, after: ID!)', 'Query.processes.after'],
    ['an input field that is gone', 'text: String', 'name: String', 'ProcessFilter.text'],
    ['a new input field that is needed', 'text: String', 'text: String, type: ID!', 'ProcessFilter.type'],
    ['a type that is gone', 'input ProcessFilter { text: String }', '', 'ProcessFilter'],
  ])('is %s', async (_what, present, changed, path) => {
    expect(OLD).toContain(present);
    const changes = await breakingChanges(OLD, OLD.replace(present, changed));
    expect(changes.map((change) => change.path)).toEqual([path]);
  });

  it.each([
    ['a field that is new', '  name: String', '  name: String  status: String'],
    ['a field that is never null now', '  name: String', '  name: String!'],
    ['an argument that need not be given', '(first: Int)', '(first: Int, after: ID)'],
    ['a description', 'enum ProcessType', '"What it works on." enum ProcessType'],
    ['a value that is new', ' CUSTOM', ' CUSTOM LETTERS'],
  ])('is not %s', async (_what, present, changed) => {
    expect(OLD).toContain(present);
    expect(await breakingChanges(OLD, OLD.replace(present, changed))).toEqual([]);
  });

  const change = { path: 'Process.name', message: "Field 'name' was removed from object type 'Process'" };

  it.each([
    ['below Unreleased, Breaking', '## Unreleased\n\n### Breaking\n\n- `Process.name` is gone.\n', []],
    [
      'before other sections',
      '## Unreleased\n\n### Breaking\n\n- `Process.name`\n\n### Added\n\n- More.\n\n## 1.0\n',
      [],
    ],
    ['nowhere', '## Unreleased\n\n### Added\n\n- More.\n', [change]],
    ['below another heading', '## Unreleased\n\n### Breaking\n\n### Added\n\n- `Process.name`\n', [change]],
    ['in an older release', '## Unreleased\n\n## 1.0\n\n### Breaking\n\n- `Process.name`\n', [change]],
    ['without backticks', '## Unreleased\n\n### Breaking\n\n- Process.name is gone.\n', [change]],
    ['by a longer name', '## Unreleased\n\n### Breaking\n\n- `Process.nameOfIt` is gone.\n', [change]],
  ])('is looked for in the changelog, and this one has it %s', (_where, changelog, missing) => {
    expect(unannounced([change], changelog)).toEqual(missing);
  });
});

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
