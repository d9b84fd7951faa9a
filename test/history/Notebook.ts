import type { Asked, AskedMutation } from './Asker';
import type { HistoryLine, MadeCredential, Timed } from './HistoryLine';

/** Units: credentials that clients use at one time. Those that have ended stay among them until younger ones take their place. */
const POOL_SIZE = 40;
/** Units: milliseconds by which clocks may differ. */
const CLOCK_MARGIN_MS = 20;
/** Units: milliseconds. What ends later than this outlasts a history. */
const SOON_MS = 20 * 60_000;

/** A key that a client made. */
export interface MadeKey {
  readonly id: string;
  readonly processId: string | null;
  readonly scopes: readonly string[];
}

/** A credential with what is sent for it: the value of a secret, or a token. */
export type HeldCredential = MadeCredential & { readonly key: MadeKey; readonly value: string };

/** A secret of a key, as the API tells of it. */
export interface ToldSecret {
  readonly number: number;
  readonly state: 'PENDING' | 'CURRENT' | 'RETIRING' | 'RETIRED' | 'CANCELLED';
  readonly worksUntil: string;
}

/** What was seen of a credential's scopes. */
interface Seen {
  readonly held?: readonly string[];
  readonly lacking?: readonly string[];
}

/** The parts of a key that end, each by itself. */
export const PARTS = {
  secret: ({ id }: MadeKey, number: number): string => `${id} ${number}`,
  /** Any secret, where it is not known which ended. */
  secrets: ({ id }: MadeKey): string => `${id} secrets`,
  enabled: ({ id }: MadeKey): string => `${id} enabled`,
  time: ({ id }: MadeKey): string => `${id} time`,
};

/** What all clients write down, and the credentials that they share. */
export class Notebook {
  readonly lines: HistoryLine[] = [];
  readonly pool: HeldCredential[] = [];

  /** Something was made. @param base what else it rests on */
  made({ begin, end }: Asked, id: string, ...base: readonly string[]): void {
    this.lines.push({ kind: 'MADE', begin, end, id, keyId: id, restsOn: [id, ...base], scopes: [] });
  }

  /** A key was made. Itself it is no credential: it can be changed as long as it is there. */
  madeKey({ begin, end }: Asked, key: MadeKey, value: string): void {
    const { id, scopes } = key;
    const restsOn = key.processId === null ? [id] : [id, key.processId];
    this.lines.push({ kind: 'MADE', begin, end, id, keyId: id, restsOn, scopes });
    this.madeSecret({ begin, end }, key, 1, value);
  }

  madeSecret(timed: Timed, key: MadeKey, number: number, value: string): void {
    const id = PARTS.secret(key, number);
    const ofProcess = key.processId === null ? [] : [key.processId];
    const restsOn = [id, PARTS.secrets(key), PARTS.enabled(key), PARTS.time(key), key.id, ...ofProcess];
    this.madeCredential(timed, key, { id, restsOn, scopes: key.scopes, number }, value);
  }

  madeToken(asked: Asked, maker: HeldCredential, name: string, scopes: readonly string[], value: string): void {
    const id = `token ${name}`;
    this.madeCredential(asked, maker.key, { id, restsOn: [id, ...maker.restsOn], scopes }, value);
  }

  accepted({ begin, end }: Asked, id: string, { held = [], lacking = [] }: Seen = {}): void {
    this.lines.push({ kind: 'ACCEPTED', begin, end, id, held, lacking });
  }

  refused({ begin, end }: Asked, id: string): void {
    this.lines.push({ kind: 'REFUSED', begin, end, id, held: [], lacking: [] });
  }

  ended(asked: Asked, id: string): void {
    this.lines.push({ kind: 'ENDED', id, ...changeOf(asked) });
  }

  /** It may have ended by then, and perhaps never. */
  perhapsEnded({ begin, end }: Timed, id: string): void {
    this.lines.push({ kind: 'ENDED', id, begin, end, isAcknowledged: false });
  }

  /** It ends at an instant of which an answer told. Units: epoch milliseconds. */
  endsAt(asked: Timed, id: string, at: number): void {
    const { from, to } = clockTimesOf(at);
    if (from - asked.end > SOON_MS) return;
    const end = Math.max(asked.end, to + CLOCK_MARGIN_MS);
    this.lines.push({ kind: 'ENDED', id, begin: from - CLOCK_MARGIN_MS, end, isAcknowledged: true });
  }

  returned(asked: Asked, id: string): void {
    this.lines.push({ kind: 'RETURNED', id, ...changeOf(asked) });
  }

  narrowed(asked: Asked, id: string, scopes: readonly string[]): void {
    this.lines.push({ kind: 'NARROWED', id, scopes, ...changeOf(asked) });
  }

  /** The API told of the secrets of a key. What has ended never returns. */
  told({ begin, end }: Timed, key: MadeKey, secrets: readonly ToldSecret[]): void {
    for (const { number, state, worksUntil } of secrets) {
      const id = PARTS.secret(key, number);
      const isOver = state === 'RETIRED' || state === 'CANCELLED';
      if (isOver) this.lines.push({ kind: 'ENDED', id, begin, end, isAcknowledged: true });
      else if (state === 'RETIRING') this.endsAt({ begin, end }, id, Date.parse(worksUntil));
    }
  }

  /** A rotation began: by the end of its grace the earlier secrets may be over. */
  mayRetire({ begin }: Timed, key: MadeKey, newest: number, graceMs: number): void {
    const from = begin + graceMs - CLOCK_MARGIN_MS;
    for (let number = 1; number < newest; number += 1) {
      this.perhapsEnded({ begin: from, end: Infinity }, PARTS.secret(key, number));
    }
  }

  /** A change that was refused has not happened. Where there is no such key, the key was refused. */
  refusedChange(asked: AskedMutation, { id }: MadeKey): void {
    if (asked.codes.includes('NOT_FOUND')) this.refused(asked, id);
  }

  private madeCredential(
    { begin, end }: Timed,
    key: MadeKey,
    known: Pick<MadeCredential, 'id' | 'restsOn' | 'scopes' | 'number'>,
    value: string,
  ): void {
    const line: MadeCredential = { kind: 'MADE', begin, end, keyId: key.id, ...known };
    this.lines.push(line);
    this.pool.push({ ...line, key, value });
    if (this.pool.length > POOL_SIZE) this.pool.shift();
  }
}

function changeOf({ begin, end, answer }: Asked) {
  return answer === null ? { begin, end: Infinity, isAcknowledged: false } : { begin, end, isAcknowledged: true };
}

/** An instant by the clock that times what is asked. The process may be kept waiting between its looks at two clocks. */
function clockTimesOf(at: number): { from: number; to: number } {
  const before = performance.now();
  const ahead = at - Date.now();
  return { from: before + ahead, to: performance.now() + ahead };
}
