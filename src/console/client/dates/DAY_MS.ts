/** A day of 24 hours, as the server counts them. Units: milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1_000;
