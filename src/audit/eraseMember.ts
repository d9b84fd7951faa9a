import type { AuditEvent } from '../events/AuditEvent';
import type { PersonalPart } from '../events/auditLeaf';
import type { RunSql, Storage } from '../storage/Storage';
import { eraseNamed } from './eraseNamed';
import { TextMerge } from './TextMerge';

/** An index leads to each: those of sealed rows, and the one of rows that wait. */
const PLACES = ['"sequence" IS NULL', '"sequence" IS NOT NULL'];
const INVITATIONS =
  'SELECT "targetId" AS "id", "targetName" AS "address" FROM "audit_event" WHERE "organizationId" = $1';
const ACCEPTED = `${INVITATIONS} AND "actorId" = $2 AND "type" = 'invitation.accepted'`;
const MADE = `${INVITATIONS} AND "targetName" = $2 AND "type" = 'invitation.created'`;

interface InvitationInLog {
  readonly id: string;
  readonly address: string | null;
}

/** The rows that name a person: those of the membership, and of the invitations that led to it. */
export interface PersonInLog {
  readonly memberId: string;
  /** Those to the address of the invitation that the person accepted; that one comes last. */
  readonly invitationIds: readonly string[];
}

/** Looks for a member, who may have been removed, in the log of an organization. */
export async function findPerson(sql: RunSql, organizationId: string, memberId: string): Promise<PersonInLog> {
  const read = async (statement: string, value: string): Promise<InvitationInLog[]> => {
    const found = await Promise.all(
      PLACES.map((place) => sql<InvitationInLog>(`${statement} AND ${place}`, [organizationId, value])),
    );
    return found.flat();
  };
  const accepted = await read(ACCEPTED, memberId);
  // Without an address, it was erased before, and so were the others to that address.
  const addresses = accepted.flatMap(({ address }) => address ?? []);
  const made = (await Promise.all(addresses.map((address) => read(MADE, address)))).flat();
  const last = new Set(accepted.map(({ id }) => id));
  const others = new Set(made.map(({ id }) => id).filter((id) => !last.has(id)));
  return { memberId, invitationIds: [...others, ...last] };
}

/**
 * Erases a person from the log of an organization: names, addresses and user agents in every row in which the person is actor
 * or target, or an invitation to the person is. Who else acted there keeps the name. The file of the index of texts holds nothing of it
 * afterwards. Shape: how many rows were changed.
 */
export async function eraseMember(storage: Storage, organizationId: string, person: PersonInLog): Promise<number> {
  const { memberId, invitationIds } = person;
  const own = new Set([memberId, ...invitationIds]);
  const partsOf = ({ type, actorId, targetId }: AuditEvent): PersonalPart[] => {
    if (type === 'member.erased') return []; // It tells of the operator alone.
    return [
      'origin',
      ...(actorId === memberId ? (['actor'] as const) : []),
      ...(targetId !== null && own.has(targetId) ? (['target'] as const) : []),
    ];
  };
  let count = 0;
  // The accepted invitation leads to the others, and the member to it: each goes after those that it leads to.
  for (const id of [...invitationIds, memberId]) count += await eraseNamed(storage, { organizationId, id, partsOf });
  // Whatever came of it: an erasure that was cut short is run again for what is left in the index.
  await new TextMerge(storage).run();
  return count;
}
