import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Clock } from '../clock';
import { newId } from '../id';
import type { RunSql, Storage } from '../storage/storage';
import { SigningKey } from './SigningKey';
import { seal, unseal } from './sealing';

/** What tokens are signed with. Source: RFC 7518, section 3.4, and decision 027. */
export const SIGNING_ALGORITHM = 'ES256';

/** Units: milliseconds that a retired key is believed longer than its last token: a server may be signing right now. */
const RETIREMENT_MARGIN_MS = 60_000;
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

const NEWEST_FIRST = 'ORDER BY "createdAt" DESC, "id" DESC';
const SIGNERS = `SELECT "id", "sealedPrivateKey" FROM "signing_key" WHERE "endsAt" IS NULL ${NEWEST_FIRST}`;
const BELIEVED = '("endsAt" IS NULL OR "endsAt" > $1)';

/**
 * The keys that access tokens are signed with: made at first use, replaced on demand, kept in the database, so that
 * every server process signs and believes the same. Which keys count is read anew each time; only the keys themselves,
 * which never change, are remembered.
 */
export class SigningKeys {
  private readonly privateKeys = new Map<string, UsableKey>();
  private readonly publicKeys = new Map<string, UsableKey>();

  /** @param masterSecrets the current one first; @param tokenSeconds how long tokens last */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly masterSecrets: readonly [string, ...string[]],
    private readonly tokenSeconds: number,
  ) {}

  /** The key that signs now; the first call ever makes it. */
  async current(): Promise<Signer> {
    return (await this.signerOf(this.storage.sql)) ?? (await this.makeFirst());
  }

  /** The public half of a key, whether or not it still counts. Errors: null where there is none of this id. */
  async publicKeyOf(id: string): Promise<UsableKey | null> {
    const known = this.publicKeys.get(id);
    if (known) return known;
    const [row] = await this.storage.sql<SigningKey>('SELECT "publicKey" FROM "signing_key" WHERE "id" = $1', [id]);
    return row ? remember(this.publicKeys, id, await usableKey(row.publicKey)) : null;
  }

  /** Every public key that a token may be checked with. Source: RFC 7517, section 5. */
  async published(): Promise<{ keys: JWK[] }> {
    await this.current();
    const rows = await this.storage.sql<SigningKey>(
      `SELECT "id", "publicKey" FROM "signing_key" WHERE ${BELIEVED} ${NEWEST_FIRST}`,
      [this.clock()],
    );
    const named = rows.map(({ id, publicKey }) => ({ ...JSON.parse(publicKey), kid: id }));
    return { keys: named.map((key) => ({ ...key, use: 'sig', alg: SIGNING_ALGORITHM })) };
  }

  /** Every key that is believed, the newest first. */
  list(): Promise<SigningKeySummary[]> {
    const sql = `SELECT "id", "createdAt", "endsAt" FROM "signing_key" WHERE ${BELIEVED} ${NEWEST_FIRST}`;
    return this.storage.sql(sql, [this.clock()]);
  }

  /** Makes a new key and retires the others: once their last token has expired, or at once where they leaked. */
  async rotate({ isLeaked }: { readonly isLeaked: boolean }): Promise<SigningKeySummary> {
    const { row } = await this.generate();
    const now = this.clock();
    await this.storage.write(async ({ manager, sql }) => {
      // Leaked ones go at once, whatever the clocks of other servers say.
      if (isLeaked) await sql('DELETE FROM "signing_key"', []);
      await sql('DELETE FROM "signing_key" WHERE "endsAt" <= $1', [now]);
      const endsAt = now + this.tokenSeconds * 1_000 + RETIREMENT_MARGIN_MS;
      await sql('UPDATE "signing_key" SET "endsAt" = $1 WHERE "endsAt" IS NULL', [endsAt]);
      await manager.insert(SigningKey, row);
    });
    return row;
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

  /** The newest key that signs, as far as it can be opened: of a master secret that is gone, keys only check. */
  private async signerOf(sql: RunSql): Promise<Signer | null> {
    for (const { id, sealedPrivateKey } of await sql<SigningKey>(SIGNERS, [])) {
      const known = this.privateKeys.get(id);
      if (known) return { id, privateKey: known };
      const opened = unseal(this.masterSecrets, id, sealedPrivateKey);
      if (opened !== null) return { id, privateKey: remember(this.privateKeys, id, await usableKey(opened)) };
    }
    return null;
  }

  private async generate(): Promise<{ readonly row: SigningKey; readonly privateKey: UsableKey }> {
    const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
    const createdAt = this.clock();
    const id = newId(createdAt);
    const sealedPrivateKey = seal(this.masterSecrets[0], id, JSON.stringify(await exportJWK(privateKey)));
    const row = {
      id,
      publicKey: JSON.stringify(await exportJWK(publicKey)),
      sealedPrivateKey,
      createdAt,
      endsAt: null,
    };
    return { row, privateKey };
  }
}

async function usableKey(jwk: string): Promise<UsableKey> {
  return (await importJWK(JSON.parse(jwk), SIGNING_ALGORITHM)) as UsableKey; // Bytes come of symmetric keys alone.
}

function remember(keys: Map<string, UsableKey>, id: string, key: UsableKey): UsableKey {
  if (keys.size >= MAX_REMEMBERED) keys.clear();
  keys.set(id, key);
  return key;
}
