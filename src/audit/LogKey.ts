import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Clock } from '../clock';
import { seal, unseal } from '../sealing';
import type { Storage } from '../storage/Storage';
import type { AuditKey } from './AuditKey';

/** The one key of a server, and how its private half is kept. */
const ID = 'log';
const ENCODING = { type: 'pkcs8', format: 'der' } as const;

const READ = 'SELECT "id", "publicKey", "sealedPrivateKey", "createdAt" FROM "audit_key" WHERE "id" = $1';
const MAKE = `INSERT INTO "audit_key" ("id", "publicKey", "sealedPrivateKey", "createdAt") VALUES ($1, $2, $3, $4)
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
  ) {}

  /** The pair; the first call ever makes it. Errors: null where no secret of this server opens it. */
  async pair(): Promise<LogKeyPair | null> {
    this.known ??= this.open((await this.read()) ?? (await this.make()));
    return this.known;
  }

  /** The public half. Shape: 32 bytes. */
  async publicKey(): Promise<Buffer> {
    const { publicKey } = (await this.read()) ?? (await this.make());
    return Buffer.from(publicKey, 'base64');
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

  /** Several processes may try at once; the pair of the first is that of all. */
  private async make(): Promise<AuditKey> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const sealed = seal(this.secret, 'audit-key', ID, privateKey.export(ENCODING).toString('base64'));
    const row = { id: ID, publicKey: rawKey(publicKey), sealedPrivateKey: sealed, createdAt: this.clock() };
    const [there] = await this.storage.write(async ({ sql }) => {
      await sql(MAKE, Object.values(row));
      return sql<AuditKey>(READ, [ID]);
    });
    return there ?? row;
  }
}

function rawKey(publicKey: KeyObject): string {
  const { x = '' } = publicKey.export({ format: 'jwk' }); // An Ed25519 key has it. Source: RFC 8037, section 2.
  return Buffer.from(x, 'base64url').toString('base64');
}
