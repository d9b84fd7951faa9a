import { setTimeout as delay } from 'node:timers/promises';
import type { Contender, Measurement } from './contender';
import { assertAnswer, type Exchange } from './exchange';
import type { Sandbox } from './Sandbox';
import { type ServerLaunch, ServerProcess } from './ServerProcess';

/** Units: milliseconds after its first answer at which a server is at rest. */
const REST_MS = 3_000;

/** A server that is started anew for every measurement. */
export class StartedServer implements Contender {
  private peakBytes = 0;

  /** @param figure what is measured: milliseconds from its start to its first answer, or megabytes held some time later */
  constructor(
    private readonly sandbox: Sandbox,
    private readonly launch: ServerLaunch,
    private readonly exchangeAt: (url: string) => Exchange,
    private readonly figure: 'START' | 'MEMORY',
  ) {}

  get name(): string {
    return this.launch.name;
  }

  async warmUp(): Promise<void> {
    // What the system remembers of the files makes a start faster; memory it leaves as it is.
    if (this.figure === 'START') await this.measure();
  }

  async measure(): Promise<Measurement> {
    const start = performance.now();
    const server = await ServerProcess.start(this.sandbox, this.launch);
    await assertAnswer(this.name, this.exchangeAt(server.url));
    const milliseconds = performance.now() - start;
    const cpuSeconds = server.cpuSeconds();
    if (this.figure === 'MEMORY') await delay(REST_MS);
    const megabytes = server.memoryBytes() / 1_000_000;
    this.peakBytes = Math.max(this.peakBytes, server.peakMemoryBytes());
    await server.stop();
    return {
      value: this.figure === 'START' ? milliseconds : megabytes,
      cpuMicroseconds: cpuSeconds * 1_000_000,
      statementsPerRequest: null,
      loadShare: null,
      serverShare: null,
    };
  }

  peakMemoryBytes(): number {
    return this.peakBytes;
  }

  async stop(): Promise<void> {
    // Each measurement has stopped its own.
  }
}
