import type { EventOutcome } from '../generated/graphql';

/** How an event can have ended, and how that is shown. */
export const OUTCOMES = {
  SUCCESS: { title: 'Done', tone: 'plain' },
  REFUSED: { title: 'Refused', tone: 'warn' },
  ATTEMPTED: { title: 'Attempted', tone: 'warn' },
} as const satisfies Record<EventOutcome, { title: string; tone: string }>;
