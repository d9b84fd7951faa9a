import type { Asked, AskedMutation } from './Asker';
import type { HistoryLine, MadeCredential } from './historyFaults';

/** Units: credentials that clients use at one time. Those that have ended stay among them until younger ones take their place. */
const POOL_SIZE = 30;

/** A credential with what is sent for it: a key's value, or a token. */
export type HeldCredential = MadeCredential & { readonly value: string };

/** What was seen of a credential's scopes. */
interface Seen {
  readonly held?: readonly string[];
  readonly lacking?: readonly string[];
}

/** What all clients write down, and the credentials that they share. */
export class Notebook {
  readonly lines: HistoryLine[] = [];
  readonly pool: HeldCredential[] = [];

  made({ begin, end }: Asked, credential: Omit<HeldCredential, 'kind' | 'begin' | 'end'>): void {
    const { value, ...known } = credential;
    const line: MadeCredential = { kind: 'MADE', begin, end, ...known };
    this.lines.push(line);
    this.pool.push({ ...line, value });
    if (this.pool.length > POOL_SIZE) this.pool.shift();
  }

  accepted({ begin, end }: Asked, id: string, { held = [], lacking = [] }: Seen = {}): void {
    this.lines.push({ kind: 'ACCEPTED', begin, end, id, held, lacking });
  }

  refused({ begin, end }: Asked, id: string): void {
    this.lines.push({ kind: 'REFUSED', begin, end, id, held: [], lacking: [] });
  }

  /** @param end when it is over at the latest, where that is later than the answer */
  ended({ begin, end: answeredAt, answer }: Asked, id: string, end = answeredAt): void {
    this.lines.push({ kind: 'ENDED', begin, end, id, isAcknowledged: answer !== null });
  }

  narrowed({ begin, end, answer }: Asked, id: string, scopes: readonly string[]): void {
    this.lines.push({ kind: 'NARROWED', begin, end, id, scopes, isAcknowledged: answer !== null });
  }

  /** A change that was refused has not happened. Where there is no such key, the key was refused. */
  refusedChange(asked: AskedMutation, keyId: string): void {
    if (asked.codes.includes('NOT_FOUND')) this.refused(asked, keyId);
  }
}
