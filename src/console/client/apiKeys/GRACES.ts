import { DAY_MS } from '../dates/DAY_MS';
import type { GraceStart } from '../generated/graphql';
import { DEFAULT_GRACE_SECONDS, MAX_GRACE_SECONDS } from '../generated/limits';

/** For how long the secret of a key works on that another takes the place of. */
export interface Grace {
  readonly title: string;
  readonly graceSeconds: number;
  readonly startsAt: GraceStart;
}

const DAY = DAY_MS / 1_000;
const HOUR = DAY / 24;

/** What a leak, or a value that was lost, asks for: nothing works on. */
export const AT_ONCE: Grace = { title: 'Now', graceSeconds: 0, startsAt: 'NOW' };

/** What is proposed. */
export const USUAL_GRACE = afterFirstUse(DEFAULT_GRACE_SECONDS);

/** What can be chosen, in its order. */
export const GRACES: readonly Grace[] = [
  AT_ONCE,
  afterFirstUse(HOUR),
  USUAL_GRACE,
  afterFirstUse(7 * DAY),
  afterFirstUse(MAX_GRACE_SECONDS),
];

/** What will happen. @param leftMs how long the older secret could work at the most. Units: milliseconds */
export function consequenceOf({ title, graceSeconds, startsAt }: Grace, leftMs: number): string {
  if (startsAt === 'NOW') {
    return 'Older secrets are refused from the next request on: what uses them stops until it has the new one.';
  }
  if (leftMs <= graceSeconds * 1_000) return `Both secrets work until the key expires, within ${title} from now.`;
  return `Both secrets work until the new one is used for the first time. The old one ends ${title} later, and never after the key.`;
}

function afterFirstUse(graceSeconds: number): Grace {
  const unit = graceSeconds < DAY ? 'hour' : 'day';
  const format = new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' });
  return { title: format.format(graceSeconds / (unit === 'hour' ? HOUR : DAY)), graceSeconds, startsAt: 'FIRST_USE' };
}
