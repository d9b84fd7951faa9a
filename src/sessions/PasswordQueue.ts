import { AppError, rateLimited } from '../errors';

/** Units: pieces of work that run at once. Half of libuv's threads: the others stay free for files and names. */
const MAX_RUNNING = 2;
/**
 * Units: pieces of work that wait at most, of all, of one network and of one account. Those from familiar networks are
 * counted apart, so that others fill no place of theirs.
 */
const MAX_WAITING = 500;
const MAX_WAITING_OF_NETWORK = 40;
const MAX_WAITING_OF_ACCOUNT = 10;
/** Units: milliseconds after which a crowd may try again. */
const CROWD_WAIT_MS = 5_000;

/** Whose work it is. */
export interface Owner {
  /** Of one account nothing runs twice at once. */
  readonly account: string;
  readonly network: string;
  /** Whether the account signed in from that network before, or the person proved something else. */
  readonly isFamiliar: boolean;
}

interface Waiting extends Owner {
  /** Since when its account was not served while it waited. Units: turns. */
  since: number;
  readonly enter: () => void;
}

/**
 * Lets slow work through a few at a time: of one account one after the other, those from familiar networks first.
 * Several accounts have every second turn one after another, so that each comes to its turn. In the turns between, a
 * network that has none running comes first, then a familiar one: a crowd keeps nobody else waiting.
 * Source: decisions 040, 080.
 */
export class PasswordQueue {
  private readonly running = new Set<Owner>();
  private waiting: Waiting[] = [];
  /** How many have had their turn. */
  private turns = 0;

  /**
   * Runs a piece of work when its turn has come.
   * Errors: `RATE_LIMITED` where too much of the network or the account waits already, `SERVICE_UNAVAILABLE` where too much
   * does at all.
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
    const alike = this.waiting.filter(({ isFamiliar }) => isFamiliar === owner.isFamiliar);
    const isCrowded =
      alike.filter(({ network }) => network === owner.network).length >= MAX_WAITING_OF_NETWORK ||
      alike.filter(({ account }) => account === owner.account).length >= MAX_WAITING_OF_ACCOUNT;
    if (isCrowded) throw rateLimited(CROWD_WAIT_MS);
    if (alike.length >= MAX_WAITING) throw new AppError('SERVICE_UNAVAILABLE');
    return new Promise((resolve) => {
      const enter = (): void => {
        this.running.add(owner);
        resolve();
      };
      this.waiting.push({ ...owner, since: this.turns, enter });
    });
  }

  private letIn(): void {
    const next = this.next();
    if (!next) return;
    this.turns += 1;
    this.waiting = this.waiting.filter((each) => each !== next);
    for (const each of this.waiting) if (each.account === next.account) each.since = this.turns;
    next.enter();
  }

  private next(): Waiting | undefined {
    const familiar = new Set(this.waiting.filter(({ isFamiliar }) => isFamiliar).map(({ account }) => account));
    const open = this.waiting
      .filter((each) => this.isOpenTo(each) && (each.isFamiliar || !familiar.has(each.account)))
      .sort((one, other) => one.since - other.since);
    if (this.turns % 2 === 1) return open[0];
    const busy = new Set([...this.running].map(({ network }) => network));
    const free = open.filter(({ network }) => !busy.has(network));
    return free.find(({ isFamiliar }) => isFamiliar) ?? free[0] ?? open[0];
  }
}
