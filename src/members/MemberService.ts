import type { Caller } from '../access/caller';
import type { Cursors } from '../graphql/Cursors';
import { type ConnectionArgs, type Page, readPage } from '../graphql/connections';
import { isId } from '../id';
import { sortNameOf } from '../names';
import { batched } from '../storage/batched';
import type { KeysetOrder } from '../storage/keyset';
import { inOrderOf, isOneOf, selectRows } from '../storage/select';
import type { Storage } from '../storage/storage';
import type { Member } from './Member';

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
    private readonly cursors: Cursors,
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
  readonly byId = batched<Member>((caller, ids) => this.byIds(caller, ids));

  private async byIds(caller: Caller, ids: readonly string[]): Promise<(Member | null)[]> {
    const where = [
      { sql: 'm."organizationId" = ?', values: [caller.organizationId] },
      isOneOf('m."id"', ids.filter(isId)),
    ];
    const rows = await selectRows<Member>(this.storage.sql, { select: SELECT, from: FROM, where });

    return inOrderOf(ids, rows);
  }
}
