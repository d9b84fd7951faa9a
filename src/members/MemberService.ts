import type { Caller } from '../access/caller';
import type { ScopeCatalogue } from '../access/scopes';
import { roleLaw } from '../access/subsetLaw';
import type { Clock } from '../clock';
import { UserErrorCode } from '../errors';
import { type Mutated, mutate, type Outcome, refused } from '../events/mutate';
import { toUserError, UserError } from '../events/UserError';
import { isId } from '../id';
import { endInvitationsBy } from '../invitations/invitationRows';
import type { Cursors } from '../lists/Cursors';
import { type ConnectionArgs, type Page, readPage } from '../lists/connections';
import { sortNameOf } from '../names';
import { endSessionsOfMembership } from '../sessions/sessionRows';
import { batched } from '../storage/batched';
import type { KeysetOrder } from '../storage/keyset';
import { countRows, inOrderOf, isOneOf, selectRows } from '../storage/select';
import type { RunSql, Storage, Transaction } from '../storage/storage';
import type { RemoveMemberInput, UpdateMemberInput } from './inputs';
import { type Member, Role } from './Member';

const SELECT = 'm."id", u."name", u."email", m."role", m."createdAt"';
const FROM = '"membership" m JOIN "user" u ON u."id" = m."userId"';

const BY_NAME: KeysetOrder<Member> = {
  column: 'u."sortName"',
  id: 'm."id"',
  direction: 'ASC',
  positionOf: (row) => [sortNameOf(row.name), row.id],
};

/** The rules about members: a caller sees those of its own organization. */
export class MemberService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly cursors: Cursors,
    private readonly catalogue: ScopeCatalogue,
  ) {}

  /** The members of the caller's organization, by name. */
  list(caller: Caller, args: ConnectionArgs): Promise<Page<Member>> {
    const { organizationId } = caller;
    const name = { list: 'Member', order: 'NAME_ASC', organizationId };
    const where = [{ sql: 'm."organizationId" = ?', values: [organizationId] }];
    return readPage(
      this.storage,
      this.cursors,
      { name, source: { select: SELECT, from: FROM, where }, order: BY_NAME },
      args,
    );
  }

  /** The member of this id, if the caller may see it. */
  readonly byId = batched((caller: Caller, ids) => membersByIds(this.storage.sql, caller, ids));

  /** Gives a member another role: none that the caller could not have, and never the last admin. */
  updateMember(caller: Caller, { id, role }: UpdateMemberInput): Promise<Mutated<Member>> {
    return this.change(caller, 'updateMember', id, async ({ sql }, member) => {
      if (role == null || role === member.role) return { targetId: id, result: member };
      const excess = roleLaw(caller, role, this.catalogue).map(toUserError);
      const faults = [...excess, ...(await lastAdminFaults(sql, caller, member, 'role'))];
      if (faults.length > 0) return refused(id, ...faults);
      await sql('UPDATE "membership" SET "role" = $1 WHERE "id" = $2', [role, id]);
      await endInvitationsBy(sql, id);
      return { targetId: id, result: { ...member, role } };
    });
  }

  /** Takes a person out of the organization, never the last admin. The person's sessions in it end at once. */
  removeMember(caller: Caller, { id }: RemoveMemberInput): Promise<Mutated<string>> {
    return this.change(caller, 'removeMember', id, async ({ sql }, member) => {
      const faults = await lastAdminFaults(sql, caller, member, 'id');
      if (faults.length > 0) return refused(id, ...faults);
      await endSessionsOfMembership(sql, id);
      await endInvitationsBy(sql, id);
      await sql('DELETE FROM "membership" WHERE "id" = $1', [id]);
      return { targetId: id, result: id };
    });
  }

  private change<T>(
    caller: Caller,
    action: string,
    id: string,
    work: (transaction: Transaction, member: Member) => Promise<Outcome<T>>,
  ): Promise<Mutated<T>> {
    return mutate(this.storage, this.clock, caller, action, async (transaction) => {
      const [member] = await membersByIds(transaction.sql, caller, [id]);
      if (member) return work(transaction, member);
      return refused(null, new UserError(UserErrorCode.NOT_FOUND, 'There is no such member.', ['id']));
    });
  }
}

async function membersByIds(sql: RunSql, caller: Caller, ids: readonly string[]): Promise<(Member | null)[]> {
  const where = [
    { sql: 'm."organizationId" = ?', values: [caller.organizationId] },
    isOneOf('m."id"', ids.filter(isId)),
  ];
  const rows = await selectRows<Member>(sql, { select: SELECT, from: FROM, where });

  return inOrderOf(ids, rows);
}

/** Without an admin nobody could manage the organization any more. */
async function lastAdminFaults(sql: RunSql, caller: Caller, member: Member, field: string): Promise<UserError[]> {
  if (member.role !== Role.ADMIN) return [];
  const admins = { sql: 'm."organizationId" = ? AND m."role" = ?', values: [caller.organizationId, Role.ADMIN] };
  if ((await countRows(sql, { select: SELECT, from: FROM, where: [admins] })) > 1) return [];
  return [new UserError(UserErrorCode.LIMIT_REACHED, 'An organization keeps at least one admin.', [field])];
}
