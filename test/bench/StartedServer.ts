import type { Contender, Measurement } from './contender';
import { assertAnswer, type Exchange } from './exchange';
import type { Sandbox } from './Sandbox';
import { type ServerLaunch, ServerProcess } from './ServerProcess';

/** A server that is started anew for every measurement: of the milliseconds from its start to its first answer. */
export class StartedServer implements Contender {
  private peakBytes = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly launch: ServerLaunch,
    private readonly exchangeAt: (url: string) => Exchange,
  ) {}

  get name(): string {
    return this.launch.name;
  }

  /** What the system remembers of the files makes a start faster. */
  async warmUp(): Promise<void> {
    await this.measure();
  }

  async measure(): Promise<Measurement> {
    const start = performance.now();
    const server = await ServerProcess.start(this.sandbox, this.launch);
    await assertAnswer(this.name, this.exchangeAt(server.url));
    const milliseconds = performance.now() - start;
    const cpuMicroseconds = server.cpuSeconds() * 1_000_000;
    this.peakBytes = Math.max(this.peakBytes, server.peakMemoryBytes());
    await server.stop();
    return { value: milliseconds, cpuMicroseconds, statementsPerRequest: null, loadShare: null, serverShare: null };
  }

  peakMemoryBytes(): number {
    return this.peakBytes;
  }

  async stop(): Promise<void> {
    // Each measurement has stopped its own.
  }
}
