import { setTimeout as delay } from 'node:timers/promises';
import { BenchError } from './BenchError';
import type { Contender, Measurement } from './contender';
import { assertAnswer, type Exchange } from './exchange';
import { PAIR_COUNT } from './pairRow';
import type { Sandbox } from './Sandbox';
import { type ServerLaunch, ServerProcess } from './ServerProcess';

/** Units: seconds after its first answer at which a server is at rest: V8 has given back what only the start needed. */
export const REST_SECONDS = 30;

/** Servers that answered once and were left alone. All rest at the same time, since each has its own memory. */
export class RestingServers implements Contender {
  private readonly measurements: Measurement[] = [];
  private peakBytes = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly launch: ServerLaunch,
    private readonly exchangeAt: (url: string) => Exchange,
  ) {}

  get name(): string {
    return this.launch.name;
  }

  async warmUp(): Promise<void> {
    const servers: ServerProcess[] = [];
    for (let count = 0; count < PAIR_COUNT; count++) {
      const server = await ServerProcess.start(this.sandbox, this.launch);
      servers.push(server);
      await assertAnswer(this.name, this.exchangeAt(server.url));
    }
    await delay(REST_SECONDS * 1_000);
    for (const server of servers) {
      this.measurements.push({
        value: server.memoryBytes() / 1_000_000,
        cpuMicroseconds: server.cpuSeconds() * 1_000_000,
        statementsPerRequest: null,
        loadShare: null,
        serverShare: null,
      });
      this.peakBytes = Math.max(this.peakBytes, server.peakMemoryBytes());
      await server.stop();
    }
  }

  async measure(): Promise<Measurement> {
    const measurement = this.measurements.shift();
    if (!measurement) throw new BenchError(`${this.name} was asked for more than ${PAIR_COUNT} measurements.`);
    return measurement;
  }

  peakMemoryBytes(): number {
    return this.peakBytes;
  }

  async stop(): Promise<void> {
    // They were stopped as soon as they were measured.
  }
}
