import { HASH_BYTES } from './nodeHash';

/** What stands before the first kept sequence in a checkpoint. */
const FIRST_KEPT = 'first-kept ';

/** What a checkpoint says. Source: C2SP tlog-checkpoint. */
export interface Checkpoint {
  /** Shape: `<host>/audit/<organization id>`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** The sequence of the oldest row that is kept. Shape: an extension line says it where it is not 0. */
  readonly firstKept: number;
}

/** Writes the text that is signed. */
export function checkpointText({ origin, size, root, firstKept }: Checkpoint): string {
  const lines = [origin, size, root.toString('base64'), ...(firstKept > 0 ? [`${FIRST_KEPT}${firstKept}`] : [])];
  return `${lines.join('\n')}\n`;
}

/** Reads such a text. Errors: null where it is none of this server's. */
export function readCheckpointText(text: string): Checkpoint | null {
  const [, origin, size, encoded, firstKept = '0'] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:first-kept ([1-9]\d{0,15})\n)?$/.exec(text) ?? [];
  if (origin === undefined || encoded === undefined) return null;
  const root = Buffer.from(encoded, 'base64');
  return root.length === HASH_BYTES ? { origin, size: Number(size), root, firstKept: Number(firstKept) } : null;
}
