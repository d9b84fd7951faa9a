import type { Contender, Measurement } from './contender';
import { assertAnswer, type Exchange } from './exchange';
import type { Sandbox } from './Sandbox';
import { type ServerLaunch, ServerProcess } from './ServerProcess';

/** Servers that are started for one measurement each, and asked once. */
export abstract class FreshServers implements Contender {
  private peakBytes = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly launch: ServerLaunch,
    private readonly exchangeAt: (url: string) => Exchange,
  ) {}

  get name(): string {
    return this.launch.name;
  }

  abstract warmUp(): Promise<void>;

  abstract measure(): Promise<Measurement>;

  peakMemoryBytes(): number {
    return this.peakBytes;
  }

  async stop(): Promise<void> {
    // Each was stopped as soon as it was measured.
  }

  protected async start(): Promise<ServerProcess> {
    const server = await ServerProcess.start(this.sandbox, this.launch);
    await assertAnswer(this.name, this.exchangeAt(server.url));
    return server;
  }

  /** Takes down what is to be measured, and ends it. */
  protected async end(server: ServerProcess, value: number): Promise<Measurement> {
    const cpuMicroseconds = server.cpuSeconds() * 1_000_000;
    this.peakBytes = Math.max(this.peakBytes, server.peakMemoryBytes());
    await server.stop();
    return { value, cpuMicroseconds, statementsPerRequest: null, loadShare: null, serverShare: null };
  }
}
