/** Which entries of the audit log are wanted. Shape: as in the address; an empty text leaves the choice open. */
export const ALL_HISTORY = { kind: '', severity: '', outcome: '', who: '', from: '', until: '', text: '' };

/** Such a choice. Shape: `kind` is a type of event or its first half, `from` and `until` are days, `2026-11-23`. */
export type HistoryWishes = typeof ALL_HISTORY;
