import { operatorIn } from '../events/Changes';
import type { EventName } from '../events/catalogue';
import { changesBetween } from '../events/changesBetween';
import type { EventTarget, Happened } from '../events/Happened';
import { idsAfter, newId } from '../id';
import { AS_COMPROMISED, endKeys } from '../keys/endKeys';
import type { Services } from '../running/compose';
import { sessionHolds } from '../sessions/sessionRows';
import type { Storage } from '../storage/Storage';

/** A key that is to be disabled. */
export interface DoomedKey {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
}

/** What a restore ended. */
export interface Settled {
  readonly disabledKeyCount: number;
  readonly endedSessionCount: number;
  readonly endedInvitationCount: number;
}

interface OpenSession {
  readonly membershipId: string;
  readonly organizationId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
}

const SESSIONS = `
  SELECT s."membershipId", m."organizationId", u."name", s."createdAt", s."lastSeenAt"
  FROM "session" s JOIN "membership" m ON m."id" = s."membershipId" JOIN "user" u ON u."id" = s."userId" ORDER BY s."id"`;
const INVITATIONS =
  'SELECT "id", "email" AS "name", "organizationId" FROM "invitation" WHERE "expiresAt" > $1 ORDER BY "id"';
const ORGANIZATIONS = 'SELECT "id", "name", "id" AS "organizationId" FROM "organization" ORDER BY "id"';

/**
 * Ends what must not live again with a copy, before anybody can use it: each session, open invitation and access token,
 * and the keys that are named. Letters that wait are not sent a second time. Every organization finds it in its audit log.
 * Source: decision 065.
 */
export async function settleRestored(
  { changes, signingKeys }: Pick<Services, 'changes' | 'signingKeys'>,
  storage: Storage,
  doomed: readonly DoomedKey[],
  now: number,
): Promise<Settled> {
  await signingKeys.rotate({ isLeaked: true });
  return storage.write(async (transaction) => {
    const { sql } = transaction;
    const tell = eventsAt(now);
    const sessions = (await sql<OpenSession>(SESSIONS, [])).filter((session) => sessionHolds(session, now));
    const invitations = await sql<DoomedKey>(INVITATIONS, [now]);
    const organizations = await sql<DoomedKey>(ORGANIZATIONS, []);
    const doomedIds = doomed.map(({ id }) => id);
    // Nobody knows why they ended since the copy: others may have their secrets.
    const ended = await endKeys(sql, doomedIds, { ...AS_COMPROMISED, at: now, isForTombstones: true });
    for (const table of ['session', 'invitation', 'outbox_parcel', 'job_lease'])
      await sql(`DELETE FROM "${table}"`, []);
    await changes.tell(transaction, [
      ...organizations.map((each) => tell('organization.restored', each)),
      ...ended.map(({ before, after }) => ({
        ...tell('api_key.disabled', after),
        changes: changesBetween('api_key.disabled', before, after),
      })),
      ...sessions.map(({ membershipId, ...each }) => tell('session.ended', { id: membershipId, ...each })),
      ...invitations.map((each) => tell('invitation.deleted', each)),
    ]);
    return {
      disabledKeyCount: doomed.length,
      endedSessionCount: sessions.length,
      endedInvitationCount: invitations.length,
    };
  });
}

/** Makes events of one restore: all by the operator, at one instant. */
function eventsAt(at: number) {
  const nextId = idsAfter(newId(at));
  const origin = { address: 'command line', requestId: newId(at) };
  return (
    event: EventName,
    { id, name, organizationId }: EventTarget & { readonly organizationId: string },
  ): Happened => ({
    ...operatorIn(organizationId),
    id: nextId(),
    event,
    at,
    target: { id, name },
    outcome: 'SUCCESS',
    codes: [],
    changes: [],
    origin,
  });
}
