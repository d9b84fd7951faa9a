import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import type { KeySeed, OwnerSeed } from './seedPlan';
import { rareScope, SECOND_KEY_SCOPES, WORDS } from './seedSizes';

/** How many processes have keys: the last of them few. */
const PROCESS_COUNT = 50;

/** What of a listed key is its own. */
type ListedKey = Pick<
  KeySeed,
  'createdAt' | 'expiresAt' | 'processId' | 'name' | 'scopes' | 'disabledAt' | 'deletedAt' | 'lastUsedAt'
>;

/**
 * A key of the organization whose keys are listed, mixed as in one that is a year old: some expired, few were disabled,
 * some deleted. Nothing depends on anything else, but for the expiry, which follows the creation.
 * @param index which key, of how many, the oldest first
 */
export function listedKey(index: number, count: number, processes: readonly OwnerSeed[], now: number): ListedKey {
  const draw = (purpose: number): number => drawn(index, purpose);
  const createdAt = Math.floor(now - 300 * (1 - index / count) * DAY_MS - 3_600_000);
  const endsAt = createdAt + Math.floor((150 + draw(2) * 216) * DAY_MS);
  const place = WORDS.places[Math.floor(draw(1) * WORDS.places.length)];
  return {
    createdAt,
    // None expires while it is measured.
    expiresAt: endsAt > now && endsAt < now + DAY_MS ? endsAt + DAY_MS : endsAt,
    processId: draw(3) < 0.6 ? (processes[processIndexOf(draw(4), draw(5))]?.id ?? null) : null,
    name: `${wordOf(draw(6))} ${place} ${Math.floor(draw(7) * 100_000)}`,
    scopes: draw(8) < 0.001 ? `${SECOND_KEY_SCOPES}${rareScope} ` : scopesOf(draw(9)),
    disabledAt: draw(10) < 0.01 ? createdAt + DAY_MS : null,
    deletedAt: draw(11) < 0.08 ? createdAt + DAY_MS / 2 : null,
    lastUsedAt: draw(12) < 0.5 ? createdAt + 3_600_000 : null,
  };
}

function processIndexOf(rarity: number, choice: number): number {
  return rarity < 0.0005 ? PROCESS_COUNT - 1 : Math.floor(choice * (PROCESS_COUNT - 1));
}

function wordOf(choice: number): string {
  if (choice < 0.001) return WORDS.rare;
  if (choice < 0.25) return WORDS.frequent;
  return WORDS.others[Math.floor(choice * 1_000) % WORDS.others.length] ?? '';
}

function scopesOf(choice: number): string {
  const first = Math.floor(choice * 11);
  const own = [0, 1, 2].map((step) => SHIPPED_SCOPES[(first + step * 5) % 11]?.name);
  return ` ${[...new Set(own)].join(' ')} `;
}

/** A number from 0 to 1 that looks random, and is the same in every run. */
function drawn(index: number, purpose: number): number {
  let bits = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(purpose, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
