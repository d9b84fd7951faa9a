import { rateLimited } from '../errors';

/** Units: searches of one organization that run at once, in one server process. */
const MAX_RUNNING = 2;
/** Units: searches of one organization that wait. */
const MAX_WAITING = 100;
/** Units: milliseconds after which an organization with too many searches may try again. */
const CROWD_WAIT_MS = 1_000;

interface Turn {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Lets what may read a whole list through, a few at a time of each organization, so that the searches of one keep nobody
 * else waiting: on SQLite for the thread, on PostgreSQL for a connection. Source: decision 075.
 */
export class Searches {
  private readonly turns = new Map<string, Turn>();

  /**
   * Runs a search when its turn has come. It must not wait for another search.
   * Errors: `RATE_LIMITED` where too many of the organization wait already.
   */
  async pass<T>(organizationId: string, search: () => Promise<T>): Promise<T> {
    const turn = this.turns.get(organizationId) ?? { running: 0, waiting: [] };
    this.turns.set(organizationId, turn);
    if (turn.running < MAX_RUNNING) turn.running += 1;
    else if (turn.waiting.length < MAX_WAITING) await new Promise<void>((enter) => turn.waiting.push(enter));
    else throw rateLimited(CROWD_WAIT_MS);
    try {
      return await search();
    } finally {
      this.leave(organizationId, turn);
    }
  }

  /** Hands the place on, or gives it back. */
  private leave(organizationId: string, turn: Turn): void {
    const enter = turn.waiting.shift();
    if (enter)
      setImmediate(enter); // Other requests get a turn in between.
    else turn.running -= 1;
    if (turn.running === 0) this.turns.delete(organizationId);
  }
}
