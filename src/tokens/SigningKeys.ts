import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Clock } from '../clock';
import { MAX_ACCESS_TOKEN_SECONDS } from '../config';
import { type Changes, operatorIn } from '../events/Changes';
import { newId } from '../id';
import { Remembered } from '../Remembered';
import { seal, unseal } from '../sealing';
import { fingerprintOf } from '../secrets';
import type { RunSql, Storage } from '../storage/Storage';
import { SigningKey } from './SigningKey';

/** What tokens are signed with. Source: RFC 7518, section 3.4, and decision 027. */
export const SIGNING_ALGORITHM = 'ES256';

/** Units: milliseconds that a retired key still holds: as long as the last token of any server process can last. */
const RETIREMENT_MS = MAX_ACCESS_TOKEN_SECONDS * 1_000 + 60_000;
/** Units: keys that are remembered ready for use; they never change. */
const MAX_REMEMBERED = 100;

/** A key in the form that signing and checking take. */
export type UsableKey = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;

/** The key that signs. */
export interface Signer {
  readonly id: string;
  readonly privateKey: UsableKey;
}

/** A key as it is shown to people. */
export type SigningKeySummary = Pick<SigningKey, 'id' | 'createdAt' | 'endsAt'>;

const ALL = `SELECT "id", "publicKey", "sealedPrivateKey", "secretVersion", "createdAt", "endsAt" FROM "signing_key"
  ORDER BY "createdAt" DESC, "id" DESC`;

/**
 * The keys that access tokens are signed with: made at first use, rotated on demand, and kept in the database for all
 * server processes. Which keys hold is read from the database each time. The key material never changes, and is cached. A
 * key holds where its master secret does. Only keys of the current master secret sign.
 * Source: decision 027.
 */
export class SigningKeys {
  private readonly privateKeys = new Remembered<string, UsableKey>(MAX_REMEMBERED);
  private readonly publicKeys = new Remembered<string, UsableKey>(MAX_REMEMBERED);
  private readonly secretVersion: string;
  private readonly acceptedVersions: ReadonlySet<string>;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly secret: string,
    previousSecrets: readonly string[],
  ) {
    this.secretVersion = fingerprintOf(secret);
    this.acceptedVersions = new Set([secret, ...previousSecrets].map(fingerprintOf));
  }

  /** The key that signs now; the first call ever makes it. */
  async current(): Promise<Signer> {
    return (await this.signerOf(this.storage.sql)) ?? (await this.makeFirst());
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
    return this.acceptedVersions.has(secretVersion) && (endsAt === null || endsAt > this.clock());
  }

  /** Every public key that a token may be checked with. Source: RFC 7517, section 5. */
  async published(): Promise<{ keys: JWK[] }> {
    const rows = await this.keysThatHold();
    const hasSigner = rows.some(({ secretVersion, endsAt }) => secretVersion === this.secretVersion && endsAt === null);
    if (!hasSigner) await this.current();
    const keys = (hasSigner ? rows : await this.keysThatHold()).map(({ id, publicKey }) => ({
      ...JSON.parse(publicKey),
      kid: id,
    }));
    return { keys: keys.map((key) => ({ ...key, use: 'sig', alg: SIGNING_ALGORITHM })) };
  }

  /** Every key that holds, the newest first. */
  async list(): Promise<SigningKeySummary[]> {
    return this.keysThatHold();
  }

  /** Makes a new key and retires the others: once their last token has expired, or at once where they leaked. */
  async rotate({ isLeaked }: { readonly isLeaked: boolean }): Promise<SigningKeySummary> {
    const { row } = await this.generate();
    const now = this.clock();
    await this.changes.byOperator('signing_key.rotated', async ({ manager, sql }) => {
      // Leaked ones go at once, whatever the clocks of other servers say.
      if (isLeaked) await sql('DELETE FROM "signing_key"', []);
      await sql('DELETE FROM "signing_key" WHERE "endsAt" <= $1', [now]);
      await sql('UPDATE "signing_key" SET "endsAt" = $1 WHERE "endsAt" IS NULL', [now + RETIREMENT_MS]);
      await manager.insert(SigningKey, row);
      return { author: operatorIn(null), target: { id: row.id, name: null }, result: null };
    });
    return row;
  }

  private async keysThatHold(): Promise<SigningKey[]> {
    const rows = await this.storage.sql<SigningKey>(ALL, []);
    return rows.filter((row) => this.holds(row));
  }

  private async makeFirst(): Promise<Signer> {
    const { row, privateKey } = await this.generate();
    return this.storage.write(async ({ manager, sql }) => {
      const other = await this.signerOf(sql);
      if (other) return other; // Another process was first.
      await manager.insert(SigningKey, row);
      return { id: row.id, privateKey };
    });
  }

  /** The newest key that still signs and that the current master secret opens. */
  private async signerOf(sql: RunSql): Promise<Signer | null> {
    for (const { id, sealedPrivateKey, endsAt } of await sql<SigningKey>(ALL, [])) {
      if (endsAt !== null) continue;
      const known = this.privateKeys.get(id);
      if (known) return { id, privateKey: known };
      const opened = unseal(this.secret, 'signing-key', id, sealedPrivateKey);
      if (opened !== null) return { id, privateKey: this.privateKeys.keep(id, await usableKey(opened)) };
    }
    return null;
  }

  private async generate(): Promise<{ readonly row: SigningKey; readonly privateKey: UsableKey }> {
    const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
    const createdAt = this.clock();
    const id = newId(createdAt);
    const sealedPrivateKey = seal(this.secret, 'signing-key', id, JSON.stringify(await exportJWK(privateKey)));
    const halves = { publicKey: JSON.stringify(await exportJWK(publicKey)), sealedPrivateKey };
    const row = { id, ...halves, secretVersion: this.secretVersion, createdAt, endsAt: null };
    return { row, privateKey };
  }
}

async function usableKey(jwk: string): Promise<UsableKey> {
  return (await importJWK(JSON.parse(jwk), SIGNING_ALGORITHM)) as UsableKey; // Bytes come of symmetric keys alone.
}
