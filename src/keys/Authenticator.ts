import type { Caller, Origin } from '../access/Caller';
import type { ScopeName } from '../access/ScopeName';
import type { Clock } from '../clock';
import { AppError } from '../errors';
import { Remembered } from '../Remembered';
import type { RunSql, Storage } from '../storage/storage';
import { ApiKeyStatus, scopesColumn, statusOf } from './ApiKey';
import { KeyLookup, type KeyRow, keyRows } from './KeyLookup';
import type { KeyUse } from './KeyUse';
import type { KeyValue } from './keyValue';
import type { Peppers } from './Peppers';

/**
 * A token made from a key, once its signature was checked.
 * Units: `expiresAt` in epoch milliseconds.
 */
export interface TokenGrant {
  /** Of the key. */
  readonly user: string;
  readonly apiKeyId: string;
  readonly scopes: readonly ScopeName[];
  readonly expiresAt: number;
  /** Whether nobody ended the token, or what it was signed with, before its time. */
  readonly isLive: (sql: RunSql) => Promise<boolean>;
}

/** Units: sets of scopes that are remembered. */
const MAX_SCOPE_SETS = 1_000;

/** Turns a credential into a caller, or refuses the request. */
export class Authenticator {
  private readonly scopeSets = new Remembered<string, ReadonlySet<ScopeName>>(MAX_SCOPE_SETS);
  private readonly lookup: KeyLookup;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly peppers: Peppers,
    private readonly use: KeyUse,
  ) {
    this.lookup = new KeyLookup(storage, peppers);
  }

  /**
   * Checks a key against the store, on every request: nothing about whether it works is remembered.
   * Errors: `UNAUTHENTICATED`, in the same words for an unknown, wrong, deleted or disabled key; that a key has expired
   * is told to who has its secret.
   */
  async authenticate({ user, pass }: KeyValue, origin: Origin): Promise<Caller> {
    const { row, isMatch } = await this.lookup.find(user, pass);
    if (!row || !isMatch) {
      if (row) this.use.attempted(row, origin, this.clock());
      throw new AppError('UNAUTHENTICATED');
    }
    const now = this.clock();
    if (!isWorking(row, now)) {
      this.use.refused(row, origin, now);
      const isExpired = isOwnerThere(row) && statusOf(row, now) === ApiKeyStatus.EXPIRED;
      throw new AppError('UNAUTHENTICATED', isExpired ? 'The API key has expired.' : undefined);
    }
    this.use.used(row, now);
    return callerOf(row, origin, {
      kind: 'API_KEY',
      scopes: this.scopesOf(row.scopesText),
      tokenExpiresAt: undefined,
      stillHolds: (sql) => this.stillHolds(sql, user, row),
    });
  }

  /**
   * Checks a token's key and the token itself against the store, on every request, as a key is checked. The caller has
   * the scopes that both still hold.
   * Errors: `UNAUTHENTICATED`, whatever the reason.
   */
  async authenticateToken(grant: TokenGrant, origin: Origin): Promise<Caller> {
    const { user, apiKeyId, scopes, expiresAt, isLive } = grant;
    const [{ row }, isTokenLive] = await Promise.all([this.lookup.find(user, null), isLive(this.storage.sql)]);
    const now = this.clock();
    // A key of a master secret that is gone cannot be used; no more can what was made from it.
    const isKnown = row?.id === apiKeyId && this.peppers.knows(row.pepperVersion);
    if (!row || !isKnown || !isTokenLive) throw new AppError('UNAUTHENTICATED');
    if (!isWorking(row, now)) {
      this.use.refused(row, origin, now);
      throw new AppError('UNAUTHENTICATED');
    }
    this.use.used(row, now);
    const held = this.scopesOf(row.scopesText);
    return callerOf(row, origin, {
      kind: 'TOKEN',
      scopes: new Set(scopes.filter((scope) => held.has(scope))),
      tokenExpiresAt: expiresAt,
      stillHolds: async (run) =>
        this.clock() < expiresAt && (await isLive(run)) && (await this.stillHolds(run, user, row)),
    });
  }

  /** Whether a key still works, and was neither narrowed nor brought to an earlier end. */
  private async stillHolds(sql: RunSql, user: string, { scopesText, expiresAt }: KeyRow): Promise<boolean> {
    const [row] = await keyRows(sql, [user]);
    if (!row || !isWorking(row, this.clock())) return false;
    return row.scopesText === scopesText && row.expiresAt === expiresAt;
  }

  /** The set that a row's text stands for: the same text, the same set. */
  private scopesOf(text: string): ReadonlySet<ScopeName> {
    return this.scopeSets.get(text) ?? this.scopeSets.keep(text, new Set(scopesColumn.read(text)));
  }
}

/** In one literal: objects that are put together piece by piece cost the collector a seventh of the processor. */
function callerOf(
  row: KeyRow,
  { address, requestId }: Origin,
  { kind, scopes, tokenExpiresAt, stillHolds }: Pick<Caller, 'kind' | 'scopes' | 'tokenExpiresAt' | 'stillHolds'>,
): Caller {
  return {
    kind,
    id: row.id,
    name: row.name,
    organizationId: row.organizationId,
    processId: row.processId,
    scopes,
    expiresAt: row.expiresAt,
    tokenExpiresAt,
    apiKeyId: row.id,
    organization: { id: row.organizationId, name: row.organizationName, createdAt: row.organizationCreatedAt },
    stillHolds,
    address,
    requestId,
  };
}

function isOwnerThere({ organizationDisabledAt, processDeletedAt }: KeyRow): boolean {
  return organizationDisabledAt === null && processDeletedAt === null;
}

function isWorking(row: KeyRow, now: number): boolean {
  return isOwnerThere(row) && statusOf(row, now) === ApiKeyStatus.ACTIVE;
}
