import { cut } from '../support/pageBlocks';
import { sharedWorld } from '../support/world';

describe('the README', () => {
  const world = sharedWorld('sqlite');

  it('asks a first query that is answered as it says', async () => {
    const query = /-d '(\{"query":.*\})'/.exec(cut('README.md', 'first-query'))?.[1] ?? '';
    const organization = await world().organization('First organization');
    const headers = { authorization: `Bearer ${organization.key.value}` };
    const { status, body } = await world().graphql(JSON.parse(query), headers);
    expect([status, body]).toEqual([200, JSON.parse(cut('README.md', 'first-answer'))]);
  });

  it('makes a process, and a key that is confined to it', async () => {
    const acme = await world().organization();
    const made = await world().as(acme.key).run(cut('README.md', 'create-process'));
    const { process, userErrors } = made.body.data.createProcess;
    expect(userErrors).toEqual([]);
    const { body } = await world().as(acme.key).run(cut('README.md', 'create-key'), { processId: process.id });
    const { apiKey, secret, userErrors: ofKey } = body.data.createApiKey;
    expect([apiKey.scopes, apiKey.expiresAt, ofKey]).toEqual([
      ['workspace.collection:create', 'workspace.process:read'],
      '2027-02-01T00:00:00.000Z',
      [],
    ]);
    const own = await world().as(secret.value).run('{ viewer { process { id } } }');
    expect(own.body).toEqual({ data: { viewer: { process: { id: process.id } } } });
  });

  it('shows the refusal of a field as it is', async () => {
    const organization = await world().organization('First organization');
    const key = await world().key(organization, { scopes: ['workspace.process:read'] });
    const { body } = await world().as(key).run('{ organization { name members { totalCount } } }');
    expect(body).toEqual(JSON.parse(cut('README.md', 'refusal')));
  });
});
