import type { Caller, Origin, Standing } from '../access/Caller';
import { EndedCredential } from '../access/EndedCredential';
import type { ScopeName } from '../access/ScopeName';
import type { Clock } from '../clock';
import { AppError } from '../errors';
import { Remembered } from '../Remembered';
import type { RunSql, Storage } from '../storage/Storage';
import { ApiKeyStatus, scopesColumn, statusOf } from './ApiKey';
import { KeyLookup, type KeyRow, keyRows } from './KeyLookup';
import type { KeyRefusals } from './KeyRefusals';
import type { KeyUse } from './KeyUse';
import type { KeyValue } from './keyValue';
import type { Peppers } from './Peppers';
import { secretOfNumber, type WorkingSecret } from './workingSecrets';

/**
 * A token made from a key, once its signature was checked.
 * Units: `expiresAt` in epoch milliseconds.
 */
export interface TokenGrant {
  /** Of the key. */
  readonly user: string;
  readonly apiKeyId: string;
  /** Of the secret that the token was made with. */
  readonly secretNumber: number;
  readonly scopes: readonly ScopeName[];
  readonly expiresAt: number;
  /** Whether nobody ended the token before its time, nor the key that signed it. */
  readonly stillHolds: (sql: RunSql) => Promise<boolean>;
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
    private readonly refusals: KeyRefusals,
  ) {
    this.lookup = new KeyLookup(storage, peppers);
  }

  /**
   * Checks a key against the store, on every request. Nothing about whether it holds is cached.
   * Errors: `UNAUTHENTICATED`, in the same words for an unknown, wrong, deleted or disabled key, and for a secret whose
   * rotation is over. An `EndedCredential` where the secret was right: only a caller that has it learns that the key has expired.
   */
  async authenticate({ user, pass }: KeyValue, origin: Origin): Promise<Caller> {
    const { row, secret } = await this.lookup.find(user, pass);
    const now = this.clock();
    if (!row || !secret || isRetired(secret, row, now)) {
      if (row) this.refusals.attempted(row, origin, now);
      throw new AppError('UNAUTHENTICATED');
    }
    if (!keyHolds(row, now)) {
      this.refusals.refused(row, origin, now);
      const isExpired = isOwnerThere(row) && statusOf(row, now) === ApiKeyStatus.EXPIRED;
      throw new EndedCredential(isExpired ? 'The API key has expired.' : undefined);
    }
    this.use.used(row, secret, origin, now);
    return callerOf(row, secret, origin, {
      kind: 'API_KEY',
      scopes: this.scopesOf(row.scopesText),
      credentialEndsAt: undefined,
      stillHolds: (sql) => this.stillHolds(sql, user, row, secret),
      asItIs: async (sql) => standingOf(await this.holding(sql, user, secret.number), (text) => this.scopesOf(text)),
    });
  }

  /**
   * Checks a token and its key against the store, on every request. The caller has the scopes that both have.
   * Errors: an `EndedCredential`, whatever the reason.
   */
  async authenticateToken(grant: TokenGrant, origin: Origin): Promise<Caller> {
    const { user, apiKeyId, secretNumber, scopes, expiresAt, stillHolds } = grant;
    const [{ row }, tokenHolds] = await Promise.all([this.lookup.find(user, null), stillHolds(this.storage.sql)]);
    const now = this.clock();
    const secret = row?.id === apiKeyId ? this.usableSecret(row, secretNumber) : null;
    if (!row || !secret || !tokenHolds || isRetired(secret, row, now)) throw new EndedCredential();
    if (!keyHolds(row, now)) {
      this.refusals.refused(row, origin, now);
      throw new EndedCredential();
    }
    this.use.used(row, secret, origin, now);
    const isGood = async (sql: RunSql): Promise<boolean> => this.clock() < expiresAt && (await stillHolds(sql));
    const scopesOf = (text: string): ReadonlySet<ScopeName> => {
      const held = this.scopesOf(text);
      return new Set(scopes.filter((scope) => held.has(scope)));
    };
    return callerOf(row, secret, origin, {
      kind: 'TOKEN',
      scopes: scopesOf(row.scopesText),
      credentialEndsAt: expiresAt,
      stillHolds: async (sql) => (await isGood(sql)) && (await this.stillHolds(sql, user, row, secret)),
      asItIs: async (sql) =>
        standingOf((await isGood(sql)) ? await this.holding(sql, user, secret.number) : null, scopesOf),
    });
  }

  /** Whether a key and its secret still hold, with the scopes and the end that they had. */
  private async stillHolds(
    sql: RunSql,
    user: string,
    { scopesText }: KeyRow,
    { number, endsAt }: WorkingSecret,
  ): Promise<boolean> {
    const holding = await this.holding(sql, user, number);
    return holding !== null && holding.row.scopesText === scopesText && holding.secret.endsAt >= endsAt;
  }

  /** The key and its secret of that number, while both hold. */
  private async holding(sql: RunSql, user: string, number: number): Promise<Holding | null> {
    const [row] = await keyRows(sql, [user]);
    const now = this.clock();
    const secret = row && secretOfNumber(row, number);
    return row && secret && !isRetired(secret, row, now) && keyHolds(row, now) ? { row, secret } : null;
  }

  /** The secret of that number, if it works. One whose master secret is gone cannot be used, nor can what was made from it. */
  private usableSecret(row: KeyRow, number: number): WorkingSecret | null {
    const version = row.secretNumber === number ? row.pepperVersion : row.otherPepperVersion;
    return version !== null && this.peppers.holds(version) ? secretOfNumber(row, number) : null;
  }

  /** The set that a row's text stands for: the same text, the same set. */
  private scopesOf(text: string): ReadonlySet<ScopeName> {
    return this.scopeSets.get(text) ?? this.scopeSets.keep(text, new Set(scopesColumn.read(text)));
  }
}

/** What of a caller differs from a key to a token made from it. */
type Credential = 'kind' | 'scopes' | 'credentialEndsAt' | 'stillHolds' | 'asItIs';

/** A key that holds, and the secret of it that came. */
interface Holding {
  readonly row: KeyRow;
  readonly secret: WorkingSecret;
}

function standingOf(holding: Holding | null, scopesOf: (text: string) => ReadonlySet<ScopeName>): Standing | null {
  if (holding === null) return null;
  const { row, secret } = holding;
  return { scopes: scopesOf(row.scopesText), expiresAt: secret.endsAt, secret };
}

/** In one literal: objects that are put together piece by piece cost the collector a seventh of the processor. */
function callerOf(
  row: KeyRow,
  secret: WorkingSecret,
  { address, requestId }: Origin,
  { kind, scopes, credentialEndsAt, stillHolds, asItIs }: Pick<Caller, Credential>,
): Caller {
  return {
    kind,
    id: row.id,
    name: row.name,
    organizationId: row.organizationId,
    processId: row.processId,
    scopes,
    expiresAt: secret.endsAt,
    credentialEndsAt,
    apiKeyId: row.id,
    secret,
    organization: { id: row.organizationId, name: row.organizationName, createdAt: row.organizationCreatedAt },
    stillHolds,
    asItIs,
    address,
    requestId,
  };
}

/** Whether a secret is over, and its key is not. */
function isRetired({ endsAt }: WorkingSecret, { expiresAt }: KeyRow, now: number): boolean {
  return endsAt <= now && endsAt < expiresAt;
}

function isOwnerThere({ organizationDisabledAt, processDeletedAt }: KeyRow): boolean {
  return organizationDisabledAt === null && processDeletedAt === null;
}

function keyHolds(row: KeyRow, now: number): boolean {
  return isOwnerThere(row) && statusOf(row, now) === ApiKeyStatus.ACTIVE;
}
