import type { Database } from '../database/Database';
import type { ClockComparison } from './ClockComparison';

/** What `/readyz` answers. */
export interface ReadinessAnswer {
  readonly status: 200 | 503;
  readonly body: { readonly status: string; readonly reason?: string; readonly warning?: string };
}

/** Whether requests should be sent to a server process. */
export class Readiness {
  private isDraining = false;

  /** @param warning what is wrong although it can serve */
  constructor(
    private readonly database: Pick<Database, 'isReady'>,
    private readonly clocks: Pick<ClockComparison, 'fault'>,
    private readonly warning: string | null,
  ) {}

  /** From now on it is not ready. */
  drain(): void {
    this.isDraining = true;
  }

  async answer(): Promise<ReadinessAnswer> {
    const reason = this.isDraining ? 'This server is stopping.' : this.clocks.fault;
    if (reason !== null) return { status: 503, body: { status: 'unavailable', reason } };
    if (!(await this.database.isReady())) return { status: 503, body: { status: 'unavailable' } };
    return { status: 200, body: { status: 'ready', ...(this.warning === null ? {} : { warning: this.warning }) } };
  }
}
