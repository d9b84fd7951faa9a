import { describeOnEachEngine } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { tokenOf, withToken } from '../support/oauth';
import { runInProcess } from '../support/runInProcess';
import { World } from '../support/world';

const ID = expect.stringMatching(/^[0-9a-f]{32}$/);
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describeOnEachEngine('latchkey signing-keys', (engine) => {
  let world: World;
  const run = (...args: string[]) =>
    runInProcess(['signing-keys', ...args], { environment: environmentOf(world.config.database) });

  beforeEach(async () => {
    world = await World.create(engine);
    world.now = Date.now(); // The command line has the real clock.
  });

  it('list says so where there are none, and makes none', async () => {
    const text = 'There are none yet: the first token makes one.\n';
    expect(await run('list')).toEqual({ code: 0, stdout: text, stderr: '' });
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual([]);
  });

  it('rotate makes a new key, while tokens of the old one are believed', async () => {
    const acme = await world.organization();
    const token = await tokenOf(world.url, acme.key);
    const { code, stdout } = await run('rotate', '--json');
    const made = JSON.parse(stdout);
    expect([code, made]).toEqual([0, { id: ID, createdAt: INSTANT, endsAt: null }]);
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual([
      made,
      { id: ID, createdAt: INSTANT, endsAt: INSTANT },
    ]);
    expect((await withToken(world.url, token).run('{ viewer { name } }')).status).toBe(200);
    expect((await run('list')).stdout).toMatch(/^ID +CREATED +BELIEVED UNTIL\n[0-9a-f]{32} +\S+ +signs\n/);
  });

  it('rotate --leaked ends every token that is out', async () => {
    const acme = await world.organization();
    const token = await tokenOf(world.url, acme.key);
    expect((await run('rotate', '--leaked')).stdout).toMatch(/^Access tokens are now signed with [0-9a-f]{32}\.\n$/);
    expect((await withToken(world.url, token).run('{ viewer { name } }')).status).toBe(401);
  });
});
