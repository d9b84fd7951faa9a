/**
 * What the server says of the session when it refuses something. `loss`: it is not the one whose pages are shown, if it
 * is one at all. `doubt`: it may do less than the console believed.
 */
export const sessionEvents = new EventTarget();

/** The codes by which the server says so. */
export const SESSION_EVENTS: ReadonlyMap<string, 'loss' | 'doubt'> = new Map([
  ['UNAUTHENTICATED', 'loss'],
  ['OTHER_ORGANIZATION', 'loss'],
  ['FORBIDDEN', 'doubt'],
]);
