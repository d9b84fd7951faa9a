import { setTimeout as delay } from 'node:timers/promises';
import { unsealedCount } from '../../src/audit/sealState';
import { runJob } from './runJob';
import type { World } from './world';

/** Units: turns of the job; milliseconds between them, for the turn that the server itself may be taking. */
const TURNS = 10;
const PAUSE_MS = 20;

/** Has a server seal every row that was committed, but for those that it will not seal. */
export async function sealAll(world: World): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    await runJob(world, 'seal-audit-log');
    if ((await unsealedCount(world.database)) === 0) return;
    await delay(PAUSE_MS);
  }
}
