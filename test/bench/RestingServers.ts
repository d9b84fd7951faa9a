import { setTimeout as delay } from 'node:timers/promises';
import { BenchError } from './BenchError';
import type { Measurement } from './contender';
import { FreshServers } from './FreshServers';
import { PAIR_COUNT } from './pairRow';
import type { ServerProcess } from './ServerProcess';

/** Units: seconds after its first answer at which a server is at rest: V8 has given back what only the start needed. */
export const REST_SECONDS = 30;

/** Measures the megabytes of servers that were left alone. All rest at the same time, since each has its own memory. */
export class RestingServers extends FreshServers {
  private readonly measurements: Measurement[] = [];

  async warmUp(): Promise<void> {
    const servers: ServerProcess[] = [];
    for (let count = 0; count < PAIR_COUNT; count++) servers.push(await this.start());
    await delay(REST_SECONDS * 1_000);
    for (const server of servers) this.measurements.push(await this.end(server, server.memoryBytes() / 1_000_000));
  }

  async measure(): Promise<Measurement> {
    const measurement = this.measurements.shift();
    if (!measurement) throw new BenchError(`${this.name} was asked for more than ${PAIR_COUNT} measurements.`);
    return measurement;
  }
}
