import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { newFolder, type ServedProgram, serveProgram } from '../support/program';
import { times } from '../support/times';

/** A server of which a thread of the pool waits for a file that never answers. */
async function serveWithStuckThread(): Promise<ServedProgram> {
  const folder = await newFolder();
  const [fifo, script] = [path.join(folder, 'fifo'), path.join(folder, 'stuck.cjs')];
  execFileSync('mkfifo', [fifo]);
  writeFileSync(script, `require('node:fs').open(${JSON.stringify(fifo)}, 'r', () => undefined);`);
  return serveProgram({ environment: { NODE_OPTIONS: `--require ${script}` } });
}

describe('a server of which a thread does not end', () => {
  it('ends at once at the second signal', async () => {
    const { child, ended, printed } = await serveWithStuckThread();
    child.kill('SIGTERM');
    await printed(/"msg":"(stopped)"/);
    child.kill('SIGTERM');
    expect((await ended).stdout).toContain('"msg":"stopping at once"');
    expect(child.signalCode).toBe('SIGKILL');
  });

  it('ends twelve seconds after a single signal', async () => {
    for (let count = 0; count < times({ usual: 0, long: 1 }); count += 1) {
      const { child, ended } = await serveWithStuckThread();
      child.kill('SIGTERM');
      expect((await ended).stdout).toContain('"msg":"stopping took too long"');
      expect(child.signalCode).toBe('SIGKILL');
    }
  }, 60_000);
});
