/** When something was asked and answered, by one clock. Units: milliseconds. */
export interface Timed {
  readonly begin: number;
  readonly end: number;
}

/** A credential that a client was handed, or the place of a key among those that can be changed. */
export interface MadeCredential extends Timed {
  readonly kind: 'MADE';
  readonly id: string;
  /** What it ends with. Shape: itself, the secret that a token was made with, the parts of its key, the process of a key. */
  readonly restsOn: readonly string[];
  /** The key that bounds its scopes. */
  readonly keyId: string;
  readonly scopes: readonly string[];
  /** Of a secret: its number among those of its key. */
  readonly number?: number;
}

/** What may have happened at any time since its begin. Shape: `end` is infinite where nobody knows when it has happened. */
interface Change extends Timed {
  /** Whether it was acknowledged: then it has happened by its end. Otherwise it may also never happen. */
  readonly isAcknowledged: boolean;
}

/** Something after which whatever rests on it is refused. */
export interface End extends Change {
  readonly kind: 'ENDED';
  readonly id: string;
}

/** The return of something that had ended, or not. */
export interface Return extends Change {
  readonly kind: 'RETURNED';
  readonly id: string;
}

/** A narrowing. Shape: `scopes` are those that are left. */
export interface Narrowing extends Change {
  readonly kind: 'NARROWED';
  readonly id: string;
  readonly scopes: readonly string[];
}

/** A use of a credential, with the scopes that it was seen to have and to lack. */
export interface Use extends Timed {
  readonly kind: 'ACCEPTED' | 'REFUSED';
  readonly id: string;
  readonly held: readonly string[];
  readonly lacking: readonly string[];
}

/** What clients did and saw. A creation that nothing answered leaves no line: nobody has its key. */
export type HistoryLine = MadeCredential | End | Return | Narrowing | Use;

/** A key as the table or the API has it. Shape: `numbers` are those of the secrets that work; empty where the key does not. */
export interface StoredKey {
  readonly id: string;
  readonly numbers: readonly number[];
  readonly scopes: readonly string[];
}
