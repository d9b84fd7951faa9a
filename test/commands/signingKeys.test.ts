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
    const text = 'There are none yet: the first token makes them.\n';
    expect(await run('list')).toEqual({ code: 0, stdout: text, stderr: '' });
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual([]);
  });

  it('rotate has the next key sign, while tokens of the old one are believed', async () => {
    const acme = await world.organization();
    const token = await tokenOf(world.url, acme.key);
    const [old, next] = JSON.parse((await run('list', '--json')).stdout);
    const times = { createdAt: INSTANT, endsAt: null };
    expect([old, next]).toEqual([
      { id: ID, state: 'current', ...times },
      { id: ID, state: 'next', ...times },
    ]);
    const { code, stdout } = await run('rotate', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { ...next, state: 'current' }]);
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual([
      { ...next, state: 'current' },
      { id: ID, state: 'next', ...times },
      { ...old, state: 'retiring', endsAt: INSTANT },
    ]);
    expect((await withToken(world.url, token).run('{ viewer { name } }')).status).toBe(200);
    expect((await run('list')).stdout).toMatch(/^ID +STATE +CREATED +BELIEVED UNTIL\n[0-9a-f]{32} +current +\S+ *\n/);
  });

  it('rotate --leaked ends every token that is out', async () => {
    const acme = await world.organization();
    const token = await tokenOf(world.url, acme.key);
    expect((await run('rotate', '--leaked')).stdout).toMatch(/^Access tokens are now signed with [0-9a-f]{32}\.\n$/);
    expect((await withToken(world.url, token).run('{ viewer { name } }')).status).toBe(401);
  });
});
