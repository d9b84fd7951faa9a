/*
 * Keys in the index of SQLite are numbered so that those of an organization follow one another, in the order of the zones
 * of their names: 16 bits of the organization's id, 20 of the zone, 27 that count. Numbers are made of their parts in SQL,
 * since JavaScript's are not exact beyond 53 bits. Two organizations may share a number: what is found is filtered again.
 */

/** Units: bits below those of the organization, and below those of the zone. */
export const ORGANIZATION_SHIFT = 47;
export const ZONE_SHIFT = 27;
/** All bits below. */
export const OF_ORGANIZATION = 2 ** ORGANIZATION_SHIFT - 1;
export const OF_ZONE = 2 ** ZONE_SHIFT - 1;
/** The bits of a zone, where they are the lowest. */
export const ZONE_BITS = 2 ** (ORGANIZATION_SHIFT - ZONE_SHIFT) - 1;

/** The organization's bits: the end of its id, since ids begin alike. */
export function organizationNumber(organizationId: string): number {
  return Number.parseInt(organizationId.slice(-4), 16) || 0;
}
