import type { GraceStart } from '../generated/graphql';

/** For how long the secret of a key works on that another takes the place of. Shape: ISO 8601, or at once. */
export type GraceChoice = 'NOW' | 'PT1H' | 'P1D' | 'P7D' | 'P30D';

interface Grace {
  readonly title: string;
  readonly graceSeconds: number;
  readonly startsAt: GraceStart;
  /** What will happen. */
  readonly consequence: string;
}

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** What can be chosen, in its order, and what comes of it. */
export const GRACES: Readonly<Record<GraceChoice, Grace>> = {
  NOW: {
    title: 'Now',
    graceSeconds: 0,
    startsAt: 'NOW',
    consequence: 'Older secrets are refused from the next request on: what uses them stops until it has the new one.',
  },
  PT1H: afterFirstUse('1 hour', HOUR),
  P1D: afterFirstUse('1 day', DAY),
  P7D: afterFirstUse('7 days', 7 * DAY),
  P30D: afterFirstUse('30 days', 30 * DAY),
};

function afterFirstUse(title: string, graceSeconds: number): Grace {
  const consequence = `Both secrets work until the new one is used for the first time. The old one ends ${title} later, and never after the key.`;
  return { title, graceSeconds, startsAt: 'FIRST_USE', consequence };
}
