import { type ServedProgram, serveProgram } from '../support/program';
import { waitUntil } from '../support/waitUntil';

/** How the processes of a pair are served. Shape: `script` is another program than the built one. */
export interface PairWishes {
  readonly environment: Readonly<Record<string, string>>;
  readonly script?: readonly string[];
}

/** Two server processes on one database. Each is started anew, at another port, once it was killed. */
export class ServerPair {
  private readonly programs: (ServedProgram | null)[] = [null, null];
  killCount = 0;

  private constructor(private readonly wishes: PairWishes) {}

  static async start(wishes: PairWishes): Promise<ServerPair> {
    const pair = new ServerPair(wishes);
    await Promise.all([pair.serve(0), pair.serve(1)]);
    return pair;
  }

  /** The addresses of the processes that serve now. */
  urls(): string[] {
    return this.programs.flatMap((program) => program?.url ?? []);
  }

  /** The address of one of them, as soon as one serves. */
  async anyUrl(random: () => number): Promise<string> {
    if (this.urls().length === 0) await waitUntil('a server', () => this.urls().length > 0);
    const urls = this.urls();
    return urls[Math.floor(random() * urls.length)] ?? '';
  }

  /** Kills one process as `kill -9` does, and serves again. Nothing happens to one that is not there. */
  async kill(index: 0 | 1): Promise<void> {
    const program = this.programs[index];
    if (!program) return;
    this.programs[index] = null;
    this.killCount += 1;
    program.child.kill('SIGKILL');
    await program.ended;
    await this.serve(index);
  }

  async stop(): Promise<void> {
    for (const program of this.programs) {
      program?.child.kill('SIGKILL');
      await program?.ended;
    }
  }

  private async serve(index: 0 | 1): Promise<void> {
    this.programs[index] = await serveProgram(this.wishes);
  }
}
