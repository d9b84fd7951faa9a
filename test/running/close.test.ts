import type { Job } from '../../src/jobs/Job';
import { describeOnEachEngine } from '../support/engines';
import { gate } from '../support/gate';
import { waitUntil } from '../support/waitUntil';
import { NOW, World } from '../support/world';

describeOnEachEngine('a server that stops', (engine) => {
  it('writes down the use of keys before its jobs have ended', async () => {
    const { open, opened } = gate();
    const world = await World.create(engine);
    const acme = await world.organization();
    const key = { id: acme.key.id, lastUsedAt: null, secretNumber: 1, otherState: null };
    const origin = { address: '192.0.2.1', requestId: '' };
    const endless: Job = { name: 'endless', everyMs: 1, isForOne: false, run: () => opened };
    world.app.clockwork.start([endless]);
    const closed = world.app.close();
    world.app.services.keyUse.used(key, { number: 1, state: 'CURRENT' }, origin, NOW); // From here on no job writes it down.
    try {
      await waitUntil('the use is written down', async () => {
        const rows = await world.rows('SELECT 1 FROM "api_key" WHERE "id" = $1 AND "lastUsedAt" = $2', [key.id, NOW]);
        return rows.length === 1;
      });
    } finally {
      open();
      await closed;
      await world.close();
    }
  });
});
