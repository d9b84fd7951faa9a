import { DAY_MS } from '../../src/clock';
import { commandOn } from '../support/commandOn';
import { cut } from '../support/pageBlocks';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';
import { recordSince, writeUse } from '../support/writtenUse';

const ID = '01a22776cf787826a72ddaa6b9e109c8';
const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';

describe('docs/narrowing.md', () => {
  const world = sharedWorld('sqlite');
  let acme: TestOrganization;
  let key: TestKey;

  beforeEach(async () => {
    world().now = Date.now(); // The command line has the real clock.
    acme = await world().organization();
    key = await world().key(acme, { scopes: [READ, UPLOAD] });
    await recordSince(world(), world().now - 100 * DAY_MS);
    await world().rows('UPDATE "api_key" SET "createdAt" = $1 WHERE "id" = $2', [world().now - 100 * DAY_MS, key.id]);
    const list = { name: 'List', fields: ['Query.processes'], needs: [[[READ]]] };
    await writeUse(world(), key.id, list, { at: world().now - 60 * DAY_MS, requests: 3 });
  });

  /** Runs the commands of a block for the key. Shape: what they printed. */
  async function run(block: string): Promise<string[]> {
    const printed: string[] = [];
    for (const [, words = ''] of block.replaceAll(ID, key.id).matchAll(/latchkey (.+)/g)) {
      const { code, stdout, stderr } = await commandOn(world(), acme, words.trim().split(' '));
      expect([words, code, stderr]).toEqual([words, 0, '']);
      printed.push(stdout.trim());
    }
    return printed;
  }

  it('shows what a key needed, and takes the rest', async () => {
    const [month, quarter = ''] = await run(cut('docs/narrowing.md', 'look'));
    expect(month).toMatch(/^workspace\.process:read +UNUSED/m);
    expect(JSON.parse(quarter)).toMatchObject({ requests: 3, scopes: [{ evidence: 'UNUSED' }, { evidence: 'USED' }] });
    const [proposal, done] = await run(cut('docs/narrowing.md', 'narrow'));
    expect(proposal).toMatch(/^workspace\.file:upload +goes +UNUSED +0$/m);
    expect(done).toBe(`Took 1 scope from ${key.id}.`);
  });

  it('does the same through the API', async () => {
    const asked = await world().as(acme.key).run(cut('docs/narrowing.md', 'evidence'), { id: key.id });
    expect(asked.body).toMatchObject({ data: { apiKey: { version: 1, usage: { requests: 0, gaps: [] } } } });
    const input = { id: key.id, version: 1 };
    const { body } = await world().as(acme.key).run(cut('docs/narrowing.md', 'narrow-mutation'), input);
    expect(body).toEqual({
      data: { narrowApiKey: { apiKey: { scopes: [READ], version: 2 }, removedScopes: [UPLOAD], userErrors: [] } },
    });
  });
});
