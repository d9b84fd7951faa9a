import type { Caller, Origin } from '../access/Caller';
import type { Clock } from '../clock';
import { AppError, UserErrorCode } from '../errors';
import { idsAfter, newId } from '../id';
import type { RunSql, Storage, Transaction } from '../storage/Storage';
import type { EventName } from './catalogue';
import { changesBetween } from './changesBetween';
import type { Also, Consequence, EventActor, EventTarget, Facts, Follower, Happened } from './Happened';
import { UserError } from './UserError';

/** A change that was made. `before` and `after` are the target's row, as far as the event writes it down. */
export interface Done<T> {
  readonly target: EventTarget;
  readonly result: T;
  readonly before?: Facts;
  readonly after?: Facts;
  /** Where it came to another event than was asked for. */
  readonly event?: EventName;
  /** What is left to do once everybody was told, such as deleting the row that others refer to until then. */
  readonly last?: () => Promise<unknown>;
}

/** Why a change was not made, and what it would have acted on, if that is there. */
export interface Refusal<T = never> {
  readonly target: EventTarget | null;
  readonly userErrors: UserError[];
  /** Of a `CONFLICT`: what is there. */
  readonly present?: T | null;
}

/** The outcome of a change that found everything as it should be: nothing happened, and no event says that it did. */
export interface Unchanged<T> {
  readonly unchanged: T;
}

/** The same where there is nothing to answer. */
export const NOTHING_TO_DO: Unchanged<null> = { unchanged: null };

/** What a change came to. */
export type Outcome<T> = Done<T> | Refusal<T> | Unchanged<T | null>;

/** What a mutation answers. Shape: `present` as in `Refusal`. */
export type Mutated<T> =
  | { result: T; userErrors: [] }
  | { result: null; userErrors: UserError[]; present?: T | null | undefined };

/** The work of a change, inside its transaction. It may be run again, and so changes nothing but the database. */
export type Work<T, O = Outcome<T>> = (transaction: Transaction, also: Announce) => Promise<O>;

/** The work of a change on behalf of a caller. Shape: `present` is the caller with what its credential is good for by now. */
export type WorkOfCaller<T> = (transaction: Transaction, also: Announce, present: Caller) => Promise<Outcome<T>>;

/** Announces a consequence of the change that is being made. */
export type Announce = (consequence: Consequence) => void;

/** Who makes a change, and whose it is. */
export interface Author {
  readonly organizationId: string | null;
  readonly actor: EventActor;
}

/** What a change came to, and who made it. */
export type Authored<T> = ((Done<T> | Refusal<T>) & { readonly author: Author }) | Unchanged<T | null>;

/** One row that is to be changed. */
export interface Wanted<Row> {
  /** What it is called in messages, e.g. `API key`. */
  readonly noun: string;
  /** Finds it, if the caller may see it. */
  readonly find: (sql: RunSql) => Promise<Row | null | undefined>;
}

/**
 * The one way to change anything. A change runs in a transaction. Followers run in that transaction; the first writes the
 * audit row. A change that is refused leaves its event and nothing else.
 */
export class Changes {
  /** @param followers in the order in which they are told */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly followers: readonly Follower[],
  ) {}

  /**
   * Makes a change on behalf of a caller.
   * Errors: `UNAUTHENTICATED` where the caller's credential no longer holds, or holds fewer scopes.
   */
  by<T>(caller: Caller, event: EventName, work: WorkOfCaller<T>): Promise<Mutated<T>> {
    return this.storage.write(async (transaction) => {
      // A key may have been ended, or narrowed, since it let its caller in: the write that ended it comes first.
      const present = await presentOf(transaction.sql, caller);
      const known: Work<T> = (given, also) => work(given, also, present);
      return this.make(transaction, caller, event, known, () => authorOf(caller));
    });
  }

  /** The same for a change to one row: refused with `NOT_FOUND` where the caller may see none of that id. */
  toOne<T, Row>(
    caller: Caller,
    event: EventName,
    { noun, find }: Wanted<Row>,
    work: (transaction: Transaction, row: Row, also: Announce, present: Caller) => Promise<Outcome<T>>,
  ): Promise<Mutated<T>> {
    return this.by(caller, event, async (transaction, also, present) => {
      const row = await find(transaction.sql);
      if (row) return work(transaction, row, also, present);
      return refused(null, new UserError(UserErrorCode.NOT_FOUND, `There is no such ${noun}.`, ['id']));
    });
  }

  /** Makes a change for somebody who is no caller yet: the work says who that is. */
  byStranger<T>(origin: Origin, event: EventName, work: Work<T, Authored<T>>): Promise<Mutated<T>> {
    return this.storage.write((transaction) => {
      let author = anonymousIn(null);
      const known: Work<T> = async (...given) => {
        const outcome = await work(...given);
        if ('author' in outcome) author = outcome.author;
        return outcome;
      };
      return this.make(transaction, origin, event, known, () => author);
    });
  }

  /** Makes a change on behalf of the operator at the command line: the work says in which organization. */
  byOperator<T>(event: EventName, work: Work<T, Authored<T>>): Promise<Mutated<T>> {
    return this.byStranger({ address: 'command line', requestId: newId(this.clock()) }, event, work);
  }

  /** Tells all followers what happened, inside the transaction in which it did. */
  tell(transaction: Transaction, happened: readonly Happened[]): Promise<void> {
    return this.tellInOrder(transaction, happened, idsAfter(happened.at(-1)?.id ?? ''));
  }

  /** @param nextId makes the ids of consequences, so that they sort behind their causes */
  private async tellInOrder(
    transaction: Transaction,
    happened: readonly Happened[],
    nextId: () => string,
  ): Promise<void> {
    const also: Also = async (cause, consequences) => {
      if (consequences.length === 0) return;
      const all = consequences.map((consequence) => consequenceOf(cause, consequence, nextId()));
      await this.tellInOrder(transaction, all, nextId);
    };
    for (const follow of this.followers) await follow(transaction, happened, also);
  }

  private async make<T>(
    transaction: Transaction,
    { address, requestId, userAgent = null }: Origin,
    event: EventName,
    work: Work<T>,
    authorOfWork: () => Author,
  ): Promise<Mutated<T>> {
    const announced: Consequence[] = [];
    const outcome = await work(transaction, (consequence) => void announced.push(consequence));
    if ('unchanged' in outcome) {
      const { unchanged } = outcome;
      return unchanged === null ? { result: null, userErrors: [] } : { result: unchanged, userErrors: [] };
    }
    const at = this.clock();
    const shared = {
      ...authorOfWork(),
      id: newId(at),
      at,
      target: outcome.target,
      origin: { address, requestId, userAgent },
    };
    if ('userErrors' in outcome) {
      const codes = [...new Set(outcome.userErrors.map(({ code }) => code))];
      await this.tell(transaction, [{ ...shared, event, outcome: 'REFUSED', codes, changes: [] }]);
      return { result: null, userErrors: outcome.userErrors, present: outcome.present };
    }
    const came = outcome.event ?? event;
    const changes = changesBetween(came, outcome.before, outcome.after);
    const happened: Happened = { ...shared, event: came, outcome: 'SUCCESS', codes: [], changes };
    const ids = idsAfter(happened.id);
    const consequences = announced.map((consequence) => consequenceOf(happened, consequence, ids()));
    await this.tellInOrder(transaction, [happened, ...consequences], ids);
    await outcome.last?.();
    return { result: outcome.result, userErrors: [] };
  }
}

function consequenceOf(
  cause: Happened,
  { event, target, before, after, organizationId = cause.organizationId }: Consequence,
  id: string,
): Happened {
  const changes = changesBetween(event, before, after);
  return { ...cause, id, organizationId, event, target, changes, outcome: 'SUCCESS', codes: [] };
}

/**
 * The caller with what its credential is good for by now. Its scopes were asked for when it came: it still holds all of them.
 * Errors: `UNAUTHENTICATED`.
 */
async function presentOf(sql: RunSql, caller: Caller): Promise<Caller> {
  if (caller.stillHolds && !(await caller.stillHolds(sql))) throw new AppError('UNAUTHENTICATED');
  if (!caller.asItIs) return caller;
  const standing = await caller.asItIs(sql);
  if (standing === null || [...caller.scopes].some((scope) => !standing.scopes.has(scope))) {
    throw new AppError('UNAUTHENTICATED');
  }
  return { ...caller, ...standing };
}

/** The outcome of a change that was refused. */
export function refused(target: EventTarget | null, ...userErrors: UserError[]): Refusal {
  return { target, userErrors };
}

/** A caller as the author of a change. */
export function authorOf({ kind, id, name, organizationId, processId }: Caller): Author {
  return { organizationId, actor: { kind, id, name, processId } };
}

/** The operator at the command line, in an organization or for the whole server. */
export function operatorIn(organizationId: string | null): Author {
  return { organizationId, actor: { kind: 'OPERATOR', id: null, name: 'operator' } };
}

/** Nobody known, in an organization or in none. */
export function anonymousIn(organizationId: string | null): Author {
  return { organizationId, actor: { kind: 'ANONYMOUS', id: null, name: 'anonymous' } };
}
