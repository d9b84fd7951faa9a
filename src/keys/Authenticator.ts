import type { Caller, Origin, Standing } from '../access/Caller';
import { EndedCredential } from '../access/EndedCredential';
import type { ScopeName } from '../access/ScopeName';
import type { Clock } from '../clock';
import type { Meter } from '../metrics/Meter';
import { Remembered } from '../Remembered';
import type { RunSql, Storage } from '../storage/Storage';
import { type ApiKeyStatus, statusOf } from './ApiKeyStatus';
import { KeyLookup, type KeyRow, keyRows } from './KeyLookup';
import type { KeyRefusals } from './KeyRefusals';
import type { KeyUse } from './KeyUse';
import { isOwnerThere, isRetired, keyHolds } from './keyHolds';
import type { KeyValue } from './keyValue';
import type { Peppers } from './Peppers';
import { PresentedKeys } from './PresentedKeys';
import { refusalReason } from './refusalReason';
import type { SecretTraces } from './SecretTraces';
import { scopesColumn } from './scopesColumn';
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

/** What a caller with the right secret learns of the state of its key. */
const REASONS: Partial<Record<ApiKeyStatus, string>> = {
  EXPIRED: 'The API key has expired.',
  BLOCKED: "The API key is blocked: it does not comply with the organization's key policy.",
};

/** Turns a credential into a caller, or refuses the request. */
export class Authenticator {
  private readonly scopeSets = new Remembered<string, ReadonlySet<ScopeName>>(MAX_SCOPE_SETS);
  private readonly lookup: KeyLookup;
  private readonly presented: PresentedKeys;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly peppers: Peppers,
    private readonly use: KeyUse,
    private readonly refusals: KeyRefusals,
    private readonly traces: SecretTraces,
    private readonly meter: Meter,
  ) {
    this.lookup = new KeyLookup(storage, peppers);
    this.presented = new PresentedKeys(clock, refusals, traces.ended, meter);
  }

  /**
   * Checks a key against the store, on every request. Nothing about whether it holds is cached.
   * Errors: `UNAUTHENTICATED`, in the same words for an unknown, wrong, deleted or disabled key, and for a secret whose
   * rotation is over. An `EndedCredential` where the secret was right: only a caller that has it learns that the key has expired
   * or is blocked.
   */
  async authenticate(value: KeyValue, origin: Origin): Promise<Caller> {
    const found = await this.lookup.find(value.user, value.pass);
    const { row, secret, now, holds } = this.presented.judge(found, value, origin, 'USE');
    if (!holds) throw new EndedCredential(isOwnerThere(row) ? REASONS[statusOf(row, now)] : undefined);
    this.use.used(row, secret, origin, now);
    this.traces.networks.seen(row, secret, origin, now);
    return this.callerWith(row, secret, origin);
  }

  /**
   * Who holds a secret that has not ended by itself, whatever became of its key, for ending that key. It is no use of the key.
   * Errors: `UNAUTHENTICATED`, as of `authenticate`.
   */
  async holderOf(value: KeyValue, origin: Origin): Promise<Caller> {
    const found = await this.lookup.find(value.user, value.pass);
    const { row, secret } = this.presented.judge(found, value, origin, 'REVOCATION');
    return this.callerWith(row, secret, origin);
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
    if (!row || !secret || !tokenHolds || isRetired(secret, row, now)) {
      this.meter.keyRefused('ended_token');
      throw new EndedCredential();
    }
    if (!keyHolds(row, now)) {
      this.refusals.refused(row, origin, now);
      this.meter.keyRefused(refusalReason(row, now) ?? 'ended_token');
      throw new EndedCredential();
    }
    this.meter.keyAccepted();
    this.use.used(row, secret, origin, now);
    this.traces.networks.seen(row, secret, origin, now);
    const isGood = async (sql: RunSql): Promise<boolean> => this.clock() < expiresAt && (await stillHolds(sql));
    const scopesOf = (text: string): ReadonlySet<ScopeName> => {
      const held = this.scopesOf(text);
      return new Set(scopes.filter((scope) => held.has(scope)));
    };
    return callerOf(row, secret, origin, {
      kind: 'TOKEN',
      scopes: scopesOf(row.scopesText),
      credentialEndsAt: expiresAt,
      noteUse: this.traces.users.noterOf(row, secret, origin),
      asItIs: async (sql) =>
        standingOf((await isGood(sql)) ? await this.holding(sql, user, secret.number) : null, scopesOf),
    });
  }

  private callerWith(row: KeyRow, secret: WorkingSecret, origin: Origin): Caller {
    return callerOf(row, secret, origin, {
      kind: 'API_KEY',
      scopes: this.scopesOf(row.scopesText),
      credentialEndsAt: undefined,
      noteUse: this.traces.users.noterOf(row, secret, origin),
      asItIs: async (sql) =>
        standingOf(await this.holding(sql, row.user, secret.number), (text) => this.scopesOf(text)),
    });
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
type Credential = 'kind' | 'scopes' | 'credentialEndsAt' | 'noteUse' | 'asItIs';

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
  { address, requestId, userAgent }: Origin,
  { kind, scopes, credentialEndsAt, noteUse, asItIs }: Pick<Caller, Credential>,
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
    noteUse,
    organization: { id: row.organizationId, name: row.organizationName, createdAt: row.organizationCreatedAt },
    asItIs,
    address,
    requestId,
    userAgent,
  };
}
