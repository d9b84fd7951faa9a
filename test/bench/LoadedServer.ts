import { BenchError } from './BenchError';
import type { Contender, Measurement } from './contender';
import { assertAnswer, type Exchange } from './exchange';
import type { LoadGenerator } from './LoadGenerator';
import type { LoadGroup, LoadResult } from './load';
import type { ServerProcess } from './ServerProcess';

/** The load, the same for every row that does not say otherwise. Units: connections; seconds. */
export const LOAD = { connectionCount: 16, warmUpSeconds: 1.5, measuredSeconds: 1.5 } as const;

/** Units: share of its core that the load generator may use before it, not the server, is what was measured. */
const MAX_LOAD_SHARE = 0.95;
/** Units: exchanges of a contender that are tried before it is put under load. */
const TRIED_COUNT = 3;

/** What is asked of a server, and how it is counted. */
export interface LoadPlan {
  readonly exchanges: readonly Exchange[];
  readonly connectionCount?: number;
  /** Who asks beside them, without being counted. */
  readonly others?: readonly LoadGroup[];
  /** What the figure is: by default requests a second. */
  readonly figure?: 'RATE' | 'P99';
  /** Counts the statements that a database was sent so far. */
  readonly statementCount?: () => Promise<number>;
}

/** A server that answers requests as fast as it can. */
export class LoadedServer implements Contender {
  constructor(
    private readonly server: ServerProcess,
    private readonly load: LoadGenerator,
    readonly plan: LoadPlan,
  ) {}

  get name(): string {
    return this.server.name;
  }

  async warmUp(): Promise<void> {
    const { exchanges, others = [] } = this.plan;
    for (const each of [exchanges, ...others.map((group) => group.exchanges)]) {
      for (const exchange of each.slice(0, TRIED_COUNT)) await assertAnswer(this.name, exchange);
    }
    await this.run(LOAD.warmUpSeconds);
  }

  async measure(): Promise<Measurement> {
    const { statementCount, figure } = this.plan;
    const statementsBefore = await statementCount?.();
    const before = this.server.cpuSeconds();
    const { groups, seconds, cpuSeconds } = await this.run(LOAD.measuredSeconds);
    const serverCpuSeconds = this.server.cpuSeconds() - before;
    const statementsAfter = await statementCount?.();
    const [counted] = groups;
    if (!counted || counted.requestCount === 0)
      throw new BenchError(`The server ${this.name} answered nothing in time.`);
    const loadShare = cpuSeconds / seconds;
    if (loadShare > MAX_LOAD_SHARE) {
      const percent = Math.round(loadShare * 100);
      throw new BenchError(`The load generator used ${percent} % of its core: it is too slow to measure ${this.name}.`);
    }
    const answerCount = groups.reduce((sum, group) => sum + group.answerCount, 0);
    const statements = statementsAfter === undefined ? null : statementsAfter - (statementsBefore ?? Number.NaN);
    return {
      value: figure === 'P99' ? counted.p99Milliseconds : counted.requestCount / seconds,
      cpuMicroseconds: (serverCpuSeconds / answerCount) * 1_000_000,
      statementsPerRequest: statements === null ? null : statements / answerCount,
      loadShare,
      serverShare: serverCpuSeconds / seconds,
    };
  }

  peakMemoryBytes(): number {
    return this.server.peakMemoryBytes();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private run(seconds: number): Promise<LoadResult> {
    const { exchanges, connectionCount = LOAD.connectionCount, others = [] } = this.plan;
    const groups = [{ exchanges, connectionCount }, ...others];
    return this.load.run({ serverName: this.name, groups, seconds });
  }
}
