import type { Clock } from '../clock';
import type { AuditEvent } from '../events/AuditEvent';
import type { ReportLoss } from '../log';
import { Remembered } from '../Remembered';

/** After how long the same is told again; of rows without a proof, how many there are. Units: milliseconds. */
const AGAIN_MS = 600_000;
const ROWS_AGAIN_MS = 3_600_000;
/** Units: causes that are remembered. */
const MAX_CAUSES = 10_000;

/** Tells operators what of the audit log cannot be sealed: at once, and then rarely. */
export class AuditAlarms {
  private readonly toldAt = new Remembered<string, number>(MAX_CAUSES);

  constructor(
    private readonly clock: Clock,
    private readonly reportLoss: ReportLoss,
  ) {}

  /** Rows that no server of this secret wrote, or that were changed: the first of them, and how many there are. */
  unprovedRows({ id, organizationId }: Pick<AuditEvent, 'id' | 'organizationId'>, count: number): void {
    const message =
      'a row of the audit log bears no proof that a server of this master secret wrote it: it is not sealed. Look who writes to the database';
    this.tell('rows', message, { row: id, organization: organizationId, count }, ROWS_AGAIN_MS);
  }

  /** A tree that no server of this secret made, or that was changed. */
  unprovedTree(tree: string): void {
    const message =
      'the tree of an audit log bears no proof of this server: its rows are not sealed. Run `latchkey audit verify`, and look who writes to the database';
    this.tell(`tree ${tree}`, message, { tree });
  }

  /** A tree whose rows cannot be written down as sealed, or dropped. */
  stuckTree(tree: string, task: 'sealed' | 'dropped', error?: unknown): void {
    const message = `rows of an audit log cannot be ${task}: run \`latchkey audit verify\``;
    this.tell(`${task} ${tree}`, message, { tree, err: error });
  }

  /** The key that signs checkpoints, where no secret of this server opens it, or it was changed or removed. */
  sealedLogKey(): void {
    const message =
      'the key of the audit log was changed or removed, or sealed under a master secret that this server does not have: no checkpoint is signed. Set LATCHKEY_PREVIOUS_SECRETS';
    this.tell('key', message, {});
  }

  private tell(
    cause: string,
    message: string,
    details: Readonly<Record<string, unknown>>,
    againMs: number = AGAIN_MS,
  ): void {
    const now = this.clock();
    const toldAt = this.toldAt.get(cause);
    if (toldAt !== undefined && now >= toldAt && now < toldAt + againMs) return;
    this.toldAt.keep(cause, now);
    this.reportLoss(message, details);
  }
}
