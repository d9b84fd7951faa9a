/**
 * Tells the time. Everything that asks "now?" asks a clock, so that tests can hold it still.
 * Units: epoch milliseconds.
 */
export type Clock = () => number;

/** The clock of the machine. */
export const systemClock: Clock = () => Date.now();

/** A day. Units: milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1000;
