import { rateLimited } from '../errors';

/** Units: searches of one organization that run at once, in one server process. */
const MAX_RUNNING = 2;
/** Units: searches that wait, of one caller and of one organization. */
const MAX_WAITING_OF_CALLER = 100;
const MAX_WAITING = 400;
/** Units: milliseconds after which whoever has too many searches may try again. */
const CROWD_WAIT_MS = 1_000;

/** Whose search it is. Shape: `id` as of a caller. */
interface Searcher {
  readonly organizationId: string;
  readonly id: string | null;
}

/** The searches of an organization. Shape: those that wait, by their caller, the next one to be served first. */
interface Turn {
  running: number;
  waitingCount: number;
  readonly waiting: Map<string | null, (() => void)[]>;
}

/**
 * Lets what may read a whole list through, a few at a time of each organization, so that the searches of one keep nobody
 * else waiting: on SQLite for the thread, on PostgreSQL for a connection. Its callers take turns. Source: decision 075.
 */
export class Searches {
  private readonly turns = new Map<string, Turn>();

  /**
   * Runs a search when its turn has come. It must not wait for another search.
   * Errors: `RATE_LIMITED` where too many of the caller or of the organization wait already.
   */
  async pass<T>({ organizationId, id }: Searcher, search: () => Promise<T>): Promise<T> {
    const turn = this.turns.get(organizationId) ?? { running: 0, waitingCount: 0, waiting: new Map() };
    this.turns.set(organizationId, turn);
    if (turn.running < MAX_RUNNING) turn.running += 1;
    else await wait(turn, id);
    try {
      return await search();
    } finally {
      this.leave(organizationId, turn);
    }
  }

  /** Hands the place on, or gives it back. */
  private leave(organizationId: string, turn: Turn): void {
    const enter = takeNext(turn);
    if (enter)
      setImmediate(enter); // Other requests get a turn in between.
    else turn.running -= 1;
    if (turn.running === 0) this.turns.delete(organizationId);
  }
}

/** Errors: `RATE_LIMITED`. */
function wait(turn: Turn, id: string | null): Promise<void> {
  const own = turn.waiting.get(id) ?? [];
  if (own.length >= MAX_WAITING_OF_CALLER || turn.waitingCount >= MAX_WAITING) throw rateLimited(CROWD_WAIT_MS);
  turn.waiting.set(id, own);
  turn.waitingCount += 1;
  return new Promise((enter) => own.push(enter));
}

/** The next search of the caller who was served longest ago. */
function takeNext(turn: Turn): (() => void) | undefined {
  const [next] = turn.waiting;
  if (!next) return undefined;
  const [id, own] = next;
  turn.waiting.delete(id);
  turn.waitingCount -= 1;
  const enter = own.shift();
  if (own.length > 0) turn.waiting.set(id, own); // Behind all others.
  return enter;
}
