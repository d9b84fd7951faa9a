import type { Caller } from '../access/Caller';
import type { ScopeCatalogue } from '../access/ScopeName';
import { roleLaw } from '../access/subsetLaw';
import { UserErrorCode } from '../errors';
import { type Changes, type Mutated, refused, type Wanted } from '../events/Changes';
import { toUserError, UserError } from '../events/UserError';
import type { ConnectionArgs } from '../lists/ConnectionArgs';
import type { Lists } from '../lists/Lists';
import type { Page } from '../lists/Page';
import { batched } from '../storage/batched';
import type { KeysetOrder } from '../storage/KeysetOrder';
import type { RunSql, Storage } from '../storage/Storage';
import { countRows, isOneOf, ofOrganization, selectByIds } from '../storage/select';
import type { RemoveMemberInput, UpdateMemberInput } from './inputs';
import { type Member, Role } from './Member';
import { ownMemberships } from './ownMemberships';
import type { ViewerMembership } from './ViewerMembership';

const SELECT = 'm."id", u."name", u."sortName", u."email", u."emailProvedAt", m."role", m."createdAt"';
const FROM = '"membership" m JOIN "user" u ON u."id" = m."userId"';
const OWNER = 'm."organizationId"';

const BY_NAME: KeysetOrder<Member> = {
  column: 'u."sortName"',
  id: 'm."id"',
  direction: 'ASC',
  positionOf: (row) => [row.sortName, row.id],
};

/** The rules about members: a caller sees those of its own organization. */
export class MemberService {
  constructor(
    private readonly storage: Storage,
    private readonly changes: Changes,
    private readonly lists: Lists,
    private readonly catalogue: ScopeCatalogue,
  ) {}

  /** The members of the caller's organization, by name. */
  list(caller: Caller, args: ConnectionArgs): Promise<Page<Member>> {
    const name = { list: 'Member', order: 'NAME_ASC', organizationId: caller.organizationId };
    const where = [ofOrganization(caller, OWNER)];
    return this.lists.page(caller, { name, source: { select: SELECT, from: FROM, where }, order: BY_NAME }, args);
  }

  /** The member of this id, if the caller may see it. */
  readonly byId = batched((caller: Caller, ids) => membersByIds(this.storage.sql, caller, ids));

  /** Gives a member another role: none that the caller could not have, and never the last admin. */
  updateMember(caller: Caller, { id, role }: UpdateMemberInput): Promise<Mutated<Member>> {
    return this.changes.toOne(caller, 'member.updated', wanted(caller, id), async ({ sql }, member) => {
      if (role == null || role === member.role) return { target: member, result: member };
      const excess = roleLaw(caller, role, this.catalogue).map(toUserError);
      const faults = [...excess, ...(await lastAdminFaults(sql, caller, member, 'role'))];
      if (faults.length > 0) return refused(member, ...faults);
      await sql('UPDATE "membership" SET "role" = $1 WHERE "id" = $2', [role, id]);
      const result = { ...member, role };
      return { target: member, result, before: member, after: result };
    });
  }

  /** Takes a person out of the organization, never the last admin. The person's sessions in it end with it. */
  removeMember(caller: Caller, { id }: RemoveMemberInput): Promise<Mutated<string>> {
    return this.changes.toOne(caller, 'member.removed', wanted(caller, id), async ({ sql }, member) => {
      const faults = await lastAdminFaults(sql, caller, member, 'id');
      if (faults.length > 0) return refused(member, ...faults);
      const last = () => sql('DELETE FROM "membership" WHERE "id" = $1', [id]);
      return { target: member, result: id, before: member, last };
    });
  }

  /** The organizations of the person who asks; none of anybody else. */
  async membershipsOf({ person, organizationId }: Caller): Promise<ViewerMembership[]> {
    if (!person) return [];
    const rows = await ownMemberships(this.storage.sql, person.userId);
    return rows.map((row) => ({ ...row, isCurrent: row.organizationId === organizationId }));
  }
}

function membersByIds(sql: RunSql, caller: Caller, ids: readonly string[]): Promise<(Member | null)[]> {
  const where = [ofOrganization(caller, OWNER)];
  return selectByIds<Member>(sql, { select: SELECT, from: FROM, where }, 'm."id"', ids);
}

function wanted(caller: Caller, id: string): Wanted<Member> {
  return { noun: 'member', find: async (sql) => (await membersByIds(sql, caller, [id]))[0] };
}

/** Without an admin nobody could manage the organization any more. */
async function lastAdminFaults(sql: RunSql, caller: Caller, member: Member, field: string): Promise<UserError[]> {
  if (member.role !== Role.ADMIN) return [];
  const where = [ofOrganization(caller, OWNER), isOneOf('m."role"', [Role.ADMIN])];
  if ((await countRows(sql, { select: SELECT, from: FROM, where })) > 1) return [];
  return [new UserError(UserErrorCode.LIMIT_REACHED, 'An organization keeps at least one admin.', [field])];
}
