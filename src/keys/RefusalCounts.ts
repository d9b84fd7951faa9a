import type { ApiKey } from './ApiKey';

/** Units: counts of one organization; further refusals share one count. */
const MAX_OF_ORGANIZATION = 100;
/** Units: counts of all organizations; further ones are those of whole organizations. */
const MAX_COUNTS = 10_000;
/** Units: counts with those of whole organizations among them; further refusals share one count. */
const MAX_WITH_ORGANIZATIONS = 11_000;
/** Units: milliseconds for which equal refusals are counted before they are written down, but for the first. */
const WINDOW_MS = 60_000;

/** The key that a refused credential named. */
export type RefusedKey = Pick<ApiKey, 'id' | 'organizationId' | 'processId' | 'name'>;

/** A caller that asked for what it has no permission for. Shape: `requiredScopes` in words. */
export interface DeniedCaller extends RefusedKey {
  readonly kind: 'API_KEY' | 'TOKEN' | 'MEMBER';
  readonly requiredScopes: string;
}

/** One refused credential, or caller. Units: `at` in epoch milliseconds. */
export interface Refusal<Key extends RefusedKey = RefusedKey> {
  readonly key: Key;
  readonly network: string;
  readonly address: string;
  readonly requestId: string;
  readonly userAgent: string | null;
  readonly at: number;
}

/** Refusals that are written down as one. Shape: `organizationId`, `key` and `address` are null where they differ. */
export interface MergedRefusal<Key extends RefusedKey = RefusedKey> {
  readonly organizationId: string | null;
  readonly key: Key | null;
  readonly address: string | null;
  /** Of the last one. */
  readonly requestId: string;
  readonly userAgent: string | null;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
}

/** A count. Units: `writtenAt` in epoch milliseconds. Shape: `merged` is null while nothing waits to be written. */
interface Count<Key extends RefusedKey> {
  readonly organizationId: string;
  readonly isOfOneNetwork: boolean;
  merged: MergedRefusal<Key> | null;
  writtenAt: number;
}

/**
 * Counts refusals in memory, so that equal ones are one event: those of one key from one network. The first is due at once,
 * what follows once a minute. Each organization has a share of its own. What exceeds the share is counted for the whole
 * organization, and nothing is dropped.
 * Source: decision 077.
 */
export class RefusalCounts<Key extends RefusedKey = RefusedKey> {
  private readonly counts = new Map<string, Count<Key>>();
  private readonly shares = new Map<string, number>();

  /** How much is kept in memory. Units: counts. */
  get size(): number {
    return this.counts.size;
  }

  /** Counts a refusal. */
  add(refusal: Refusal<Key>): void {
    const count = this.countFor(refusal);
    count.merged = merged(count.merged, refusal, count.isOfOneNetwork);
  }

  /** Takes what is to be written down now, and forgets what has been quiet for a minute. */
  takeDue(now: number): MergedRefusal<Key>[] {
    const due: MergedRefusal<Key>[] = [];
    for (const [name, count] of this.counts) {
      if (Math.abs(now - count.writtenAt) < WINDOW_MS) continue; // A clock may be set back.
      if (count.merged) due.push(take(count, count.merged, now));
      else this.forget(name, count);
    }
    return due;
  }

  /** Takes all that was counted and not yet taken. */
  takeAll(now: number): MergedRefusal<Key>[] {
    return [...this.counts.values()].flatMap((count) => (count.merged ? take(count, count.merged, now) : []));
  }

  /** That of the key and the network, if the organization's share has room; then that of the organization; then that of all. */
  private countFor({ key: { id, organizationId }, network }: Refusal<Key>): Count<Key> {
    const name = `${organizationId} ${id} ${network}`;
    const own = this.counts.get(name);
    if (own) return own;
    const share = this.shares.get(organizationId) ?? 0;
    if (share < MAX_OF_ORGANIZATION && this.counts.size < MAX_COUNTS) {
      this.shares.set(organizationId, share + 1);
      return this.make(name, organizationId, true);
    }
    const ofOrganization = this.counts.get(organizationId);
    if (ofOrganization) return ofOrganization;
    if (this.counts.size < MAX_WITH_ORGANIZATIONS) return this.make(organizationId, organizationId, false);
    return this.counts.get('') ?? this.make('', '', false);
  }

  private make(name: string, organizationId: string, isOfOneNetwork: boolean): Count<Key> {
    const count: Count<Key> = { organizationId, isOfOneNetwork, merged: null, writtenAt: Number.NEGATIVE_INFINITY };
    this.counts.set(name, count);
    return count;
  }

  private forget(name: string, { organizationId, isOfOneNetwork }: Count<Key>): void {
    this.counts.delete(name);
    if (!isOfOneNetwork) return;
    const share = (this.shares.get(organizationId) ?? 1) - 1;
    if (share > 0) this.shares.set(organizationId, share);
    else this.shares.delete(organizationId);
  }
}

function take<Key extends RefusedKey>(count: Count<Key>, merged: MergedRefusal<Key>, now: number): MergedRefusal<Key> {
  count.merged = null;
  count.writtenAt = now;
  return merged;
}

/** The addresses of one network count as equal: the last one is told. */
function merged<Key extends RefusedKey>(
  before: MergedRefusal<Key> | null,
  refusal: Refusal<Key>,
  isOfOneNetwork: boolean,
): MergedRefusal<Key> {
  const { key, address, requestId, userAgent, at } = refusal;
  const { organizationId } = key;
  if (before === null) {
    return { organizationId, key, address, requestId, userAgent, firstAt: at, lastAt: at, count: 1 };
  }
  return {
    organizationId: before.organizationId === organizationId ? organizationId : null,
    key: before.key?.id === key.id ? key : null,
    address: isOfOneNetwork || before.address === address ? address : null,
    requestId,
    userAgent,
    firstAt: before.firstAt,
    lastAt: at,
    count: before.count + 1,
  };
}
