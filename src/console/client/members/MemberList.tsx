import { Text } from '@mantine/core';
import { ask } from '../api/ask';
import { Instant } from '../dates/Instant';
import { Dialog } from '../forms/Dialog';
import { MembersDocument, RemoveMemberDocument, UpdateMemberDocument } from '../generated/graphql';
import { EmptyNote } from '../layout/EmptyNote';
import { Mark } from '../layout/Mark';
import type { Column } from '../lists/Column';
import { PagedList } from '../lists/PagedList';
import { type RowAction, RowActions } from '../lists/RowActions';
import { RowTable } from '../lists/RowTable';
import { useChosenRow } from '../lists/useChosenRow';
import { PAGE_SIZE, usePages } from '../lists/usePages';
import { useSession } from '../session/useSession';
import { ChangeRoleForm } from './ChangeRoleForm';
import type { MemberRow } from './MemberRow';
import { memberQueries } from './memberQueries';
import { RemoveMemberForm } from './RemoveMemberForm';
import { ROLE_TITLES } from './ROLE_TITLES';

/** The people of the organization. */
export function MemberList() {
  const { viewer, may } = useSession();
  const pages = usePages<MemberRow>(memberQueries.members, null, async (after, signal) => {
    return (await ask(MembersDocument, { first: PAGE_SIZE, after }, signal)).organization.members;
  });
  const changed = useChosenRow<MemberRow>();
  const removed = useChosenRow<MemberRow>();
  const change = (row: MemberRow): RowAction => ({
    title: 'Change role',
    onChoose: (opener) => changed.choose(row, opener),
  });
  const remove = (row: MemberRow): RowAction => ({
    title: 'Remove',
    isDangerous: true,
    onChoose: (opener) => removed.choose(row, opener),
  });
  const offered = [...(may(UpdateMemberDocument) ? [change] : []), ...(may(RemoveMemberDocument) ? [remove] : [])];
  const admins = pages.rows?.filter(({ role }) => role === 'ADMIN') ?? [];
  const isLastAdmin = (row: MemberRow): boolean => !pages.hasMore && admins.length === 1 && admins[0]?.id === row.id;
  const actionsOf =
    offered.length > 0 ? (row: MemberRow) => (isLastAdmin(row) ? [] : offered.map((actionOf) => actionOf(row))) : null;
  return (
    <>
      <PagedList pages={pages} empty={<EmptyNote title="No members">{null}</EmptyNote>}>
        {(rows) => <RowTable label="Members" rows={rows} columns={columnsOf(viewer.memberId, actionsOf)} />}
      </PagedList>
      {pages.rows?.some(({ isEmailProved }) => isEmailProved === false) && (
        <Text size="sm" c="dimmed">
          Not proved: the person joined by a link that was handed on, so this server does not know whether the address
          is the person’s.
        </Text>
      )}
      <Dialog title="Change role" {...changed.dialog}>
        {changed.row && <ChangeRoleForm member={changed.row} onClose={changed.dialog.onClose} />}
      </Dialog>
      <Dialog title="Remove member" {...removed.dialog}>
        {removed.row && <RemoveMemberForm member={removed.row} onClose={removed.dialog.onClose} />}
      </Dialog>
    </>
  );
}

function columnsOf(ownId: string | null, actionsOf: ((row: MemberRow) => RowAction[]) | null): Column<MemberRow>[] {
  const columns: Column<MemberRow>[] = [
    {
      title: 'Name',
      cell: ({ id, name }) => (
        <>
          {name} {id === ownId && <Mark tone="plain">You</Mark>}
        </>
      ),
    },
    {
      title: 'E-mail',
      cell: ({ email, isEmailProved }) => (
        <>
          {email} {isEmailProved === false && <Mark tone="warn">Not proved</Mark>}
        </>
      ),
      isLong: true,
    },
    { title: 'Role', cell: ({ role }) => role && ROLE_TITLES[role] },
    { title: 'Since', cell: ({ createdAt }) => createdAt && <Instant at={createdAt} /> },
  ];
  if (!actionsOf) return columns;
  return [...columns, { title: '', cell: (row) => <RowActions name={row.name ?? row.id} actions={actionsOf(row)} /> }];
}
