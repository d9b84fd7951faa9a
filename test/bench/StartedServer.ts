import type { Measurement } from './contender';
import { FreshServers } from './FreshServers';

/** Measures the milliseconds from a server's start to its first answer. */
export class StartedServer extends FreshServers {
  /** What the system remembers of the files makes a start faster. */
  async warmUp(): Promise<void> {
    await this.measure();
  }

  async measure(): Promise<Measurement> {
    const start = performance.now();
    const server = await this.start();
    return this.end(server, performance.now() - start);
  }
}
