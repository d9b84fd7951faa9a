import cluster, { type Worker } from 'node:cluster';
import type { OwnMetrics } from '../metrics/OwnMetrics';
import { countsOf, type Readings, sumOf } from '../metrics/Readings';
import { isMetricsReport, type MetricsQuestion } from './MetricsReport';
import type { MetricsSource } from './Serving';

/** Units: milliseconds that workers have to answer. Of one that does not, the last that it told counts. */
const PATIENCE_MS = 500;

/** A question that is under way. */
interface Round {
  readonly number: number;
  /** The ids of workers that have not answered. */
  readonly awaited: Set<number>;
  readonly end: () => void;
}

/**
 * The metrics of the primary and its workers, added up. What a worker counted stays when it dies, and its gauges go.
 * Source: decision 111.
 */
export class WorkerMetrics implements MetricsSource {
  /** What each worker told last, by its id. */
  private readonly told = new Map<number, Readings>();
  /** What those that died had counted. */
  private ofTheDead: Readings = {};
  private roundCount = 0;
  private round: Round | null = null;

  /** @param own of the primary itself */
  constructor(
    private readonly own: OwnMetrics,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    cluster.on('message', this.hear);
    // Comes once all messages of the worker have come.
    cluster.on('disconnect', this.bury);
  }

  /** One question at a time: the server of the metrics asks so. */
  async read(): Promise<Readings> {
    const own = this.own.read();
    await this.ask();
    return sumOf([await own, this.ofTheDead, ...this.told.values()]);
  }

  /** Hears nobody any more. */
  stop(): void {
    cluster.off('message', this.hear);
    cluster.off('disconnect', this.bury);
    this.own.stop();
  }

  private async ask(): Promise<void> {
    this.roundCount += 1;
    const question: MetricsQuestion = { metricsRound: this.roundCount };
    // One that has told nothing yet does not listen to questions.
    const workers = Object.values(cluster.workers ?? {}).filter(
      (worker): worker is Worker => worker?.isConnected() === true && this.told.has(worker.id),
    );
    if (workers.length === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.patienceMs);
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.round = { number: this.roundCount, awaited: new Set(workers.map(({ id }) => id)), end };
      for (const worker of workers) worker.send(question, () => undefined); // One that cannot be told is buried.
    });
    this.round = null;
  }

  private readonly hear = ({ id }: Worker, message: unknown): void => {
    if (!isMetricsReport(message)) return;
    const { readings, round } = message.metricsReport;
    this.told.set(id, { ...this.told.get(id), ...readings });
    if (round === this.round?.number) this.settle(id);
  };

  private readonly bury = ({ id }: Worker): void => {
    const last = this.told.get(id);
    if (last) this.ofTheDead = sumOf([this.ofTheDead, countsOf(last)]);
    this.told.delete(id);
    this.settle(id);
  };

  private settle(id: number): void {
    this.round?.awaited.delete(id);
    if (this.round?.awaited.size === 0) this.round.end();
  }
}
