import { AppError, rateLimited } from '../errors';

/** Units: pieces of work that run at once. Half of libuv's threads: the others stay free for files and names. */
const MAX_RUNNING = 2;
/** Units: pieces of work that wait at most, of all and of one network. */
const MAX_WAITING = 500;
const MAX_WAITING_OF_NETWORK = 40;
/** Units: milliseconds after which a crowd may try again. */
const CROWD_WAIT_MS = 5_000;

/** Whose work it is. */
interface Owner {
  /** Of one account nothing runs twice at once. */
  readonly account: string;
  readonly network: string;
}

type Waiting = Owner & { readonly enter: () => void };

/**
 * Lets slow work through a few at a time: of one account one after the other, and of a network that has none running
 * before that of others, so that a crowd from one network does not keep the rest waiting. Source: decision 040.
 */
export class PasswordQueue {
  private readonly running = new Set<Owner>();
  private readonly waiting: Waiting[] = [];

  /**
   * Runs a piece of work when its turn has come.
   * Errors: `RATE_LIMITED` where too much of the network waits already, `SERVICE_UNAVAILABLE` where too much does at all.
   */
  async pass<T>(owner: Owner, work: () => Promise<T>): Promise<T> {
    if (this.isOpenTo(owner)) this.running.add(owner);
    else await this.turnOf(owner);
    try {
      return await work();
    } finally {
      this.running.delete(owner);
      this.letIn();
    }
  }

  private isOpenTo({ account }: Owner): boolean {
    return this.running.size < MAX_RUNNING && ![...this.running].some((each) => each.account === account);
  }

  private turnOf(owner: Owner): Promise<void> {
    const ofNetwork = this.waiting.filter(({ network }) => network === owner.network).length;
    if (ofNetwork >= MAX_WAITING_OF_NETWORK) throw rateLimited(CROWD_WAIT_MS);
    if (this.waiting.length >= MAX_WAITING) throw new AppError('SERVICE_UNAVAILABLE');
    return new Promise((resolve) => {
      const enter = (): void => {
        this.running.add(owner);
        resolve();
      };
      this.waiting.push({ ...owner, enter });
    });
  }

  private letIn(): void {
    const busy = new Set([...this.running].map(({ network }) => network));
    const open = this.waiting.filter((each) => this.isOpenTo(each));
    const next = open.find(({ network }) => !busy.has(network)) ?? open[0];
    if (!next) return;
    this.waiting.splice(this.waiting.indexOf(next), 1);
    next.enter();
  }
}
