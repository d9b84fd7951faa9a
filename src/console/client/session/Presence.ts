import type { Viewer } from './Session';

/** Who is there, as far as the console knows. */
export interface Presence {
  /** Whose pages are kept, be they shown or not; null where nobody's are. */
  readonly viewer: Viewer | null;
  /** `in`: the pages are shown. `out`: nobody is signed in. `unsure`: the server must say first who is. */
  readonly standing: 'in' | 'out' | 'unsure';
}
