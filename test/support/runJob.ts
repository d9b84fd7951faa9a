import type { World } from './world';

/** Has a server take one turn of a job, whoever has its lease. */
export async function runJob(world: World, name: string, stop = new AbortController().signal): Promise<void> {
  const job = world.app.jobs.find((each) => each.name === name);
  if (!job) throw new Error(`there is no job ${name}`);
  await job.run(world.now, stop);
}
