import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { sharedWorld } from '../support/world';

const README = readFileSync('README.md', 'utf8');

describe('the README', () => {
  const world = sharedWorld('sqlite');

  it('asks a first query that is answered as it says', async () => {
    const query = /-d '(\{"query":.*\})'/.exec(README)?.[1] ?? '';
    const answer = /```json\n(\{"data":.*\})\n```/.exec(README)?.[1] ?? '';
    const organization = await world().organization('First organization');
    const headers = { authorization: `Bearer ${organization.key.value}` };
    const { status, body } = await world().graphql(JSON.parse(query), headers);
    expect([status, body]).toEqual([200, JSON.parse(answer)]);
  });

  it('shows the refusal of a field as it is', async () => {
    const shown = JSON.parse(/```json\n(\{\n {2}"data".*?)\n```/s.exec(README)?.[1] ?? '');
    const organization = await world().organization('First organization');
    const key = await world().key(organization, { scopes: ['workspace.process:read'] });
    const { body } = await world().as(key).run('{ organization { name members { totalCount } } }');
    expect(body).toEqual({ ...shown, errors: [{ ...shown.errors[0], locations: [{ line: 1, column: 23 }] }] });
  });

  it('shows documents that fit the schema', () => {
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const documents = [...README.matchAll(/```graphql\n(.*?)```/gs)].map(([, text]) => text ?? '');
    expect(documents).toHaveLength(3);
    expect(documents.flatMap((text) => validate(schema, parse(text)))).toEqual([]);
  });
});
