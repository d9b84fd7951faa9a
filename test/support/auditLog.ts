import { AuditAlarms } from '../../src/audit/AuditAlarms';
import { AuditTrees } from '../../src/audit/AuditTrees';
import { Checkpoints } from '../../src/audit/Checkpoints';
import { Grace } from '../../src/audit/Grace';
import { LogKey } from '../../src/audit/LogKey';
import { Retention } from '../../src/audit/Retention';
import { Sealer } from '../../src/audit/Sealer';
import type { Database } from '../../src/database/Database';
import { auditWriter } from '../../src/events/auditWriter';
import type { Happened } from '../../src/events/Happened';
import { newId } from '../../src/id';
import type { Storage } from '../../src/storage/Storage';
import { freshDatabase } from './engines';
import { endAfter } from './leftOpen';
import { NOW, SECRET } from './world';

/** What operators were told. */
interface Told {
  readonly message: string;
  readonly row?: unknown;
  readonly tree?: unknown;
}

/** An audit log without a server: what seals it is called by the test alone. */
export class AuditLog {
  now = NOW;
  readonly told: Told[] = [];
  readonly logged: { readonly tree?: unknown; readonly size?: unknown }[] = [];
  private count = 0;

  private constructor(
    readonly database: Database,
    private readonly secret: string,
  ) {}

  /** An empty log on a database of its own; it goes with the test. */
  static async create(engine: 'sqlite' | 'postgres', secret = SECRET): Promise<AuditLog> {
    const database = await freshDatabase(engine);
    endAfter('test', () => database.close());
    return new AuditLog(database, secret);
  }

  /** Writes rows one after the other, a millisecond apart. Shape: their ids. */
  async write(organizationId: string | null, rowCount = 1, secret = this.secret): Promise<string[]> {
    const write = auditWriter(secret);
    const rows = Array.from({ length: rowCount }, () => this.event(organizationId));
    await this.database.write((transaction) => write(transaction, rows, async () => undefined));
    return rows.map(({ id }) => id);
  }

  /** What seals the log, and what else is done with it; each has its own connections to it only where that is given. */
  tools({ secret = this.secret, previousSecrets = [], storage = this.database }: SealingWishes = {}) {
    const clock = (): number => this.now;
    const alarms = new AuditAlarms(clock, (message, details) => void this.told.push({ message, ...details }));
    const trees = new AuditTrees(storage, secret, previousSecrets);
    const grace = new Grace(storage, clock, secret, previousSecrets);
    const logKey = new LogKey(storage, clock, secret, previousSecrets, grace);
    const log = { info: (line: object): void => void this.logged.push(line) };
    const publicUrl = (): string => 'https://keys.example.com/latchkey';
    const checkpoints = new Checkpoints({ storage, trees, logKey, alarms, log, publicUrl });
    const sealer = new Sealer({ storage, trees, grace, checkpoints, alarms }, secret, previousSecrets);
    const seal = (): Promise<void> => sealer.run(this.now, new AbortController().signal);
    const drop = (days: number): Promise<void> =>
      new Retention({ storage, trees, checkpoints, alarms }, days).run(this.now, new AbortController().signal);
    return { trees, checkpoints, grace, logKey, sealer, seal, drop };
  }

  /** Whether a tree is whole: its edge, its tiles and its rows have one root. Shape: its size and the first kept, or what is wrong. */
  async stateOf(id: string): Promise<{ readonly size: number; readonly firstKept: number } | string> {
    const { trees } = this.tools();
    const tree = await trees.find(id);
    if (!tree) return 'no tree';
    const proved = trees.proved(tree);
    if (!proved) return 'no proof';
    const root = await trees.hashesOf(id, tree.size).root();
    return root?.equals(proved.edge.root()) ? { size: tree.size, firstKept: tree.firstKept } : 'another root';
  }

  /** The rows of an organization, in the order in which they are sealed. Shape: those that are not sealed at the end. */
  rows(organizationId: string | null): Promise<readonly { readonly id: string; readonly sequence: number | null }[]> {
    return this.database.sql(
      `SELECT "id", "sequence" FROM "audit_event" WHERE "organizationId" IS NOT DISTINCT FROM $1
       ORDER BY "sequence" IS NULL, "sequence", "id"`,
      [organizationId],
    );
  }

  private event(organizationId: string | null): Happened {
    this.count += 1;
    const id = newId(this.now + this.count);
    return {
      id,
      event: 'api_key.created',
      at: this.now,
      organizationId,
      actor: { kind: 'MEMBER', id: null, name: 'Ann' },
      target: { id, name: `Key ${this.count}` },
      outcome: 'SUCCESS',
      changes: [{ field: 'name', before: null, after: 'Key' }],
      codes: [],
      origin: { address: '127.0.0.1', requestId: 'r' },
    };
  }
}

/** Who seals. */
interface SealingWishes {
  readonly secret?: string;
  readonly previousSecrets?: readonly string[];
  readonly storage?: Storage;
}
