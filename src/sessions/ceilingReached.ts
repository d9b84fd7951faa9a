import type { Origin } from '../access/Caller';
import { anonymousIn } from '../events/Changes';
import type { Happened } from '../events/Happened';
import { idsAfter, newId } from '../id';
import type { OwnMembership } from '../members/ownMemberships';

/**
 * What tells that the failures of a person in a row reached the ceiling: an event in each organization of the person, or of
 * somebody who is a member nowhere, one of the server. Units: `at` in epoch milliseconds. Source: decision 080.
 */
export function ceilingReached(
  { id: userId, name }: { readonly id: string; readonly name: string },
  memberships: readonly OwnMembership[],
  { address, requestId, userAgent }: Origin,
  at: number,
): readonly Happened[] {
  const places = memberships.length > 0 ? memberships : [{ id: userId, organizationId: null }];
  const ids = idsAfter(newId(at));
  return places.map(({ id, organizationId }) => ({
    ...anonymousIn(organizationId),
    id: ids(),
    at,
    event: 'member.sign_ins_failed',
    target: { id, name },
    origin: { address, requestId, userAgent },
    outcome: 'SUCCESS',
    codes: [],
    changes: [],
  }));
}
