import type { JWK } from 'jose';
import type { Clock } from '../clock';
import { MAX_ACCESS_TOKEN_SECONDS } from '../config';
import { AppError } from '../errors';
import { type Changes, operatorIn } from '../events/Changes';
import { Remembered } from '../Remembered';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql, Storage, Transaction } from '../storage/Storage';
import { NEVER, SigningKey } from './SigningKey';
import { type NewSigningKey, SIGNING_ALGORITHM, SigningKeySeal, type UsableKey, usableKey } from './SigningKeySeal';
import { type SigningKeySummary, STATES, stateOf, summaryOf } from './SigningKeySummary';

/** Units: milliseconds that a retired key still holds: as long as the last token of any server process can last. */
const RETIREMENT_MS = MAX_ACCESS_TOKEN_SECONDS * 1_000 + 60_000;
/** Units: keys that are remembered ready for use; they never change. */
const MAX_REMEMBERED = 100;

/** The key that signs. */
export interface Signer {
  readonly id: string;
  readonly privateKey: UsableKey;
}

/** Keys of which none is missing. Shape: in the order in which they are published. */
interface Ready {
  readonly keys: readonly SigningKey[];
  readonly signer: Signer;
}

/** Key pairs for whatever may be missing. Shape: one to sign with, and a next one for each accepted master secret. */
interface Spares {
  readonly first: NewSigningKey;
  readonly next: readonly NewSigningKey[];
}

const ALL = `SELECT "id", "publicKey", "sealedPrivateKey", "secretVersion", "createdAt", "endsAt", "nextSince"
  FROM "signing_key" ORDER BY "createdAt" DESC, "id" DESC`;
const SIGN_FROM_NOW = `UPDATE "signing_key" SET "nextSince" = NULL, "endsAt" = NULL, "sealedPrivateKey" = $1 WHERE "id" = $2`;

/**
 * The keys that access tokens are signed with: made at first use, rotated on demand, and kept in the database for all
 * server processes. Which keys hold is read from the database each time. The key material never changes, and is cached. A
 * key holds where its master secret does. Only keys of the current master secret sign, and each was published before.
 * Source: decisions 027 and 050.
 */
export class SigningKeys {
  private readonly privateKeys = new Remembered<string, UsableKey>(MAX_REMEMBERED);
  private readonly publicKeys = new Remembered<string, UsableKey>(MAX_REMEMBERED);
  private readonly seal: SigningKeySeal;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    secret: string,
    previousSecrets: readonly string[],
  ) {
    this.seal = new SigningKeySeal(secret, previousSecrets);
  }

  /** The key that signs now; the first call ever makes it. */
  async current(): Promise<Signer> {
    return (await this.ready()).signer;
  }

  /** The public half of a key, whether or not the key holds. Errors: null where there is none of this id. */
  async publicKeyOf(id: string): Promise<UsableKey | null> {
    const known = this.publicKeys.get(id);
    if (known) return known;
    const [row] = await this.storage.sql<SigningKey>('SELECT "publicKey" FROM "signing_key" WHERE "id" = $1', [id]);
    return row ? this.publicKeys.keep(id, await usableKey(row.publicKey)) : null;
  }

  /** Whether a key still holds, and with it what it signed. */
  holds({ secretVersion, endsAt }: Pick<SigningKey, 'secretVersion' | 'endsAt'>): boolean {
    return this.seal.versions.includes(secretVersion) && (endsAt === null || endsAt > this.clock());
  }

  /** Every public key that a token may be checked with, the next one among them. Source: RFC 7517, section 5. */
  async published(): Promise<{ keys: JWK[] }> {
    const { keys } = await this.ready();
    const details = { use: 'sig', alg: SIGNING_ALGORITHM };
    return { keys: keys.map(({ id, publicKey }) => ({ ...JSON.parse(publicKey), kid: id, ...details })) };
  }

  /** Every key that holds: the current one, the next one, those that retire. */
  async list(): Promise<SigningKeySummary[]> {
    return (await this.read(this.storage.sql)).map(summaryOf);
  }

  /**
   * Has the next key sign and publishes another as the next. The others retire: they hold until their last token has
   * expired. Where they leaked, every key ends at once, the next one included.
   */
  async rotate({ isLeaked }: { readonly isLeaked: boolean }): Promise<SigningKeySummary> {
    const now = this.clock();
    const { versions } = this.seal;
    const spares = await this.makeSpares();
    const { result } = await this.changes.byOperator('signing_key.rotated', async (transaction) => {
      const { sql } = transaction;
      // Leaked ones go at once, whatever the clocks of other servers say.
      if (isLeaked) await sql('DELETE FROM "signing_key"', []);
      await sql('DELETE FROM "signing_key" WHERE "endsAt" <= $1', [now]);
      await sql(
        `DELETE FROM "signing_key" WHERE "nextSince" IS NOT NULL AND "secretVersion" NOT IN (${numberedPlaces(versions)})`,
        versions,
      );
      await sql('UPDATE "signing_key" SET "endsAt" = $1 WHERE "endsAt" IS NULL', [now + RETIREMENT_MS]);
      const { id, createdAt } = await this.start(transaction, spares);
      await this.publishNext(transaction, spares);
      const result = { id, createdAt, endsAt: null, state: 'CURRENT' } as const;
      return { author: operatorIn(null), target: { id, name: null }, result };
    });
    if (result) return result;
    throw new AppError('INTERNAL_SERVER_ERROR'); // A rotation has no user errors.
  }

  /** Every key that holds, among them one that signs and the next ones. */
  private async ready(): Promise<Ready> {
    const keys = await this.read(this.storage.sql);
    const signer = await this.signerIn(keys);
    return signer && (await this.lackingNext(keys)).length === 0 ? { keys, signer } : this.complete();
  }

  /** Makes what is missing; several processes may try at once, and one of them does it. */
  private async complete(): Promise<Ready> {
    const spares = await this.makeSpares();
    return this.storage.write(async (transaction) => {
      const signer = (await this.signerIn(await this.read(transaction.sql))) ?? (await this.start(transaction, spares));
      await this.publishNext(transaction, spares);
      return { keys: await this.read(transaction.sql), signer };
    });
  }

  /** Has the next key sign from now on, or a new one where there is no next key. */
  private async start(
    { manager, sql }: Transaction,
    { first: { row, privateKey } }: Spares,
  ): Promise<Signer & Pick<SigningKey, 'createdAt'>> {
    for (const key of await this.read(sql)) {
      const { id, createdAt } = key;
      const opened = stateOf(key) === 'NEXT' && this.isOwn(key) ? this.seal.open(key) : null;
      if (opened === null) continue;
      await sql(SIGN_FROM_NOW, [this.seal.sealAnew(id, opened), id]);
      return { id, createdAt, privateKey: await usableKey(opened) };
    }
    await manager.insert(SigningKey, { ...row, endsAt: null, nextSince: null });
    return { id: row.id, createdAt: row.createdAt, privateKey };
  }

  private async publishNext({ manager, sql }: Transaction, { next }: Spares): Promise<void> {
    const lacking = await this.lackingNext(await this.read(sql));
    for (const { row } of next.filter((spare) => lacking.includes(spare.row.secretVersion))) {
      await manager.insert(SigningKey, { ...row, endsAt: NEVER, nextSince: row.createdAt });
    }
  }

  /** Made before a transaction begins: nobody else can write while it waits for another thread. */
  private async makeSpares(): Promise<Spares> {
    const now = this.clock();
    const { ownVersion, versions } = this.seal;
    const first = await this.seal.generate(ownVersion, now);
    return { first, next: await Promise.all(versions.map((version) => this.seal.generate(version, now))) };
  }

  /**
   * The master secrets that need a next key: the own one, and one that is accepted and has no key at all. That one is about
   * to be the own one (docs/operating.md, "A new master secret"), and its first key is published before, too.
   */
  private async lackingNext(keys: readonly SigningKey[]): Promise<string[]> {
    const { versions, ownVersion } = this.seal;
    const nextKeys = keys.filter((key) => this.isOwn(key) && stateOf(key) === 'NEXT');
    const hasOwn = (await Promise.all(nextKeys.map((key) => this.signerOf(key)))).some((signer) => signer !== null);
    const known = new Set(keys.map(({ secretVersion }) => secretVersion));
    return versions.filter((version) => (version === ownVersion ? !hasOwn : !known.has(version)));
  }

  /** The newest key that signs and that the current master secret opens. */
  private async signerIn(keys: readonly SigningKey[]): Promise<Signer | null> {
    for (const key of keys) {
      const signer = stateOf(key) === 'CURRENT' && this.isOwn(key) ? await this.signerOf(key) : null;
      if (signer) return signer;
    }
    return null;
  }

  private async signerOf({ id, sealedPrivateKey }: SigningKey): Promise<Signer | null> {
    const known = this.privateKeys.get(id);
    if (known) return { id, privateKey: known };
    const opened = this.seal.open({ id, sealedPrivateKey });
    return opened === null ? null : { id, privateKey: this.privateKeys.keep(id, await usableKey(opened)) };
  }

  /** Every key that holds, in the order in which keys are published. */
  private async read(sql: RunSql): Promise<SigningKey[]> {
    const keys = (await sql<SigningKey>(ALL, [])).filter((key) => this.holds(key));
    return STATES.flatMap((state) => keys.filter((key) => stateOf(key) === state));
  }

  private isOwn({ secretVersion }: SigningKey): boolean {
    return secretVersion === this.seal.ownVersion;
  }
}
