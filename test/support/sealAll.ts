import { runJob } from './runJob';
import type { World } from './world';

/** Has a server seal every row that was committed. */
export async function sealAll(world: World): Promise<void> {
  await runJob(world, 'seal-audit-log');
}
