import type { Caller } from '../access/caller';
import type { Clock } from '../clock';
import { AppError } from '../errors';
import type { Storage, Transaction } from '../storage/storage';
import { eventOf, insertAuditEvent } from './AuditEvent';
import type { UserError } from './UserError';

/** Why a mutation did nothing, and what it would have acted on, if that is there. */
export interface Refusal {
  readonly targetId: string | null;
  readonly userErrors: UserError[];
}

/** The outcome of a mutation that found everything as it should be: it leaves no audit row. */
export const NOTHING_TO_DO = 'NOTHING_TO_DO';

/** What a mutation came to: what it acted on, and its result; or a refusal. */
export type Outcome<T> = { readonly targetId: string; readonly result: T } | Refusal;

/** What a mutation answers. */
export type Mutated<T> = { result: T; userErrors: [] } | { result: null; userErrors: UserError[] };

/**
 * Runs a mutation and writes its audit row in the same transaction. Every mutation of a caller passes here, so none can
 * leave its row out; a refused one leaves its row and nothing else. Whoever signs in, or accepts an invitation, is no
 * caller yet: these write their rows themselves.
 * Errors: `UNAUTHENTICATED` where the caller's credential no longer holds.
 */
export async function mutate<T>(
  storage: Storage,
  clock: Clock,
  caller: Caller,
  action: string,
  work: (transaction: Transaction) => Promise<Outcome<T> | typeof NOTHING_TO_DO>,
): Promise<Mutated<T>> {
  return storage.write(async (transaction): Promise<Mutated<T>> => {
    // A key may have been ended, or narrowed, since it let its caller in: the write that ended it comes first.
    if (caller.stillHolds && !(await caller.stillHolds(transaction.sql))) throw new AppError('UNAUTHENTICATED');
    const outcome = await work(transaction);
    if (outcome === NOTHING_TO_DO) return { result: null, userErrors: [] };
    const userErrors = 'userErrors' in outcome ? outcome.userErrors : [];
    await insertAuditEvent(transaction.sql, {
      ...eventOf(caller, action, clock()),
      targetId: outcome.targetId,
      outcome: userErrors.length > 0 ? 'REFUSED' : 'SUCCESS',
      codes: [...new Set(userErrors.map(({ code }) => code))].join(','),
    });
    return 'result' in outcome ? { result: outcome.result, userErrors: [] } : { result: null, userErrors };
  });
}

/** The outcome of a mutation that was refused. */
export function refused(targetId: string | null, ...userErrors: UserError[]): Refusal {
  return { targetId, userErrors };
}
