import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Clock } from '../clock';
import { seal, unseal } from '../sealing';
import type { Storage } from '../storage/Storage';
import type { AuditKey } from './AuditKey';
import type { Grace } from './Grace';

/** The one key of a server, and how its private half is kept. */
const ID = 'log';
const ENCODING = { type: 'pkcs8', format: 'der' } as const;

const READ = 'SELECT "id", "publicKey", "sealedPrivateKey", "createdAt" FROM "audit_key" WHERE "id" = $1';
/** Trees have a key: where it is gone, another one in silence would be what a forger wants. */
const MAKE = `INSERT INTO "audit_key" ("id", "publicKey", "sealedPrivateKey", "createdAt")
  SELECT CAST($1 AS varchar), CAST($2 AS varchar), CAST($3 AS text), CAST($4 AS bigint)
  WHERE NOT EXISTS (SELECT 1 FROM "audit_tree")
  ON CONFLICT ("id") DO NOTHING`;
const RESEAL = 'UPDATE "audit_key" SET "sealedPrivateKey" = $1 WHERE "id" = $2 AND "sealedPrivateKey" = $3';

/** A key pair that is ready for use. Shape: `publicKey` is the 32 bytes of an Ed25519 key. */
export interface LogKeyPair {
  readonly publicKey: Buffer;
  readonly sign: (text: Buffer) => Buffer;
}

/**
 * The Ed25519 key that signs checkpoints: made once, and the same for all server processes. It is kept sealed under the master
 * secret; a later secret opens it while the earlier one is among the previous secrets, and seals it anew.
 * Source: decision 104.
 */
export class LogKey {
  private known: LogKeyPair | null = null;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly secret: string,
    private readonly previousSecrets: readonly string[],
    private readonly grace: Pick<Grace, 'settle'>,
  ) {}

  /** The pair; the first call ever makes it. Errors: null where no secret of this server opens it, or it was changed or removed. */
  async pair(): Promise<LogKeyPair | null> {
    if (this.known) return this.known;
    const row = (await this.read()) ?? (await this.make());
    this.known = row ? this.open(row) : null;
    return this.known;
  }

  /** The public half. Shape: 32 bytes. Errors: as `pair`. */
  async publicKey(): Promise<Buffer | null> {
    return (await this.pair())?.publicKey ?? null;
  }

  /** Has the master secret seal the pair where a previous one does. */
  async sealAnew(): Promise<void> {
    const row = await this.read();
    if (!row || this.unsealWith([this.secret], row) !== null) return;
    const opened = this.unsealWith(this.previousSecrets, row);
    if (opened === null) return;
    const sealed = seal(this.secret, 'audit-key', ID, opened);
    await this.storage.write(({ sql }) => sql(RESEAL, [sealed, ID, row.sealedPrivateKey]), 'READ_COMMITTED');
  }

  private open(row: AuditKey): LogKeyPair | null {
    const opened = this.unsealWith([this.secret, ...this.previousSecrets], row);
    if (opened === null) return null;
    const key = createPrivateKey({ key: Buffer.from(opened, 'base64'), ...ENCODING });
    // The row may say what it likes: what is sealed is the key.
    if (rawKey(createPublicKey(key)) !== row.publicKey) return null;
    return { publicKey: Buffer.from(row.publicKey, 'base64'), sign: (text) => sign(null, text, key) };
  }

  private unsealWith(secrets: readonly string[], { sealedPrivateKey }: AuditKey): string | null {
    for (const secret of secrets) {
      const opened = unseal(secret, 'audit-key', ID, sealedPrivateKey);
      if (opened !== null) return opened;
    }
    return null;
  }

  private async read(): Promise<AuditKey | undefined> {
    return (await this.storage.sql<AuditKey>(READ, [ID]))[0];
  }

  /** Several processes may try at once; the pair of the first is that of all. Before it is there, the time of earlier versions begins. */
  private async make(): Promise<AuditKey | undefined> {
    await this.grace.settle();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const sealed = seal(this.secret, 'audit-key', ID, privateKey.export(ENCODING).toString('base64'));
    const row = { id: ID, publicKey: rawKey(publicKey), sealedPrivateKey: sealed, createdAt: this.clock() };
    const [there] = await this.storage.write(async ({ sql }) => {
      await sql(MAKE, Object.values(row));
      return sql<AuditKey>(READ, [ID]);
    });
    return there;
  }
}

function rawKey(publicKey: KeyObject): string {
  const { x = '' } = publicKey.export({ format: 'jwk' }); // An Ed25519 key has it. Source: RFC 8037, section 2.
  return Buffer.from(x, 'base64url').toString('base64');
}
