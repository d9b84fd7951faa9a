import { Text } from '@mantine/core';
import { ask } from '../api/ask';
import { Distance } from '../dates/Distance';
import { Instant } from '../dates/Instant';
import { Dialog } from '../forms/Dialog';
import { DeleteInvitationDocument, InvitationsDocument } from '../generated/graphql';
import { Section } from '../layout/Section';
import type { Column } from '../lists/Column';
import { PagedList } from '../lists/PagedList';
import { RowActions } from '../lists/RowActions';
import { RowTable } from '../lists/RowTable';
import { type ChosenRow, useChosenRow } from '../lists/useChosenRow';
import { PAGE_SIZE, usePages } from '../lists/usePages';
import { useSession } from '../session/useSession';
import type { InvitationRow } from './InvitationRow';
import { memberQueries } from './memberQueries';
import { ROLE_TITLES } from './ROLE_TITLES';
import { WithdrawInvitationForm } from './WithdrawInvitationForm';

/** The invitations that nobody has used yet. */
export function InvitationList() {
  const { may } = useSession();
  const pages = usePages<InvitationRow>(memberQueries.invitations, null, async (after, signal) => {
    return (await ask(InvitationsDocument, { first: PAGE_SIZE, after }, signal)).organization.invitations;
  });
  const withdrawn = useChosenRow<InvitationRow>();
  const none = (
    <Text size="sm" c="dimmed">
      Nobody is invited at the moment.
    </Text>
  );
  return (
    <Section title="Open invitations">
      <PagedList pages={pages} empty={none}>
        {(rows) => (
          <RowTable
            label="Open invitations"
            rows={rows}
            columns={columnsOf(may(DeleteInvitationDocument) ? withdrawn : null)}
          />
        )}
      </PagedList>
      <Dialog title="Withdraw invitation" {...withdrawn.dialog}>
        {withdrawn.row && <WithdrawInvitationForm invitation={withdrawn.row} onClose={withdrawn.dialog.onClose} />}
      </Dialog>
    </Section>
  );
}

function columnsOf(withdrawn: ChosenRow<InvitationRow> | null): Column<InvitationRow>[] {
  const columns: Column<InvitationRow>[] = [
    { title: 'E-mail', cell: ({ email }) => email },
    { title: 'Role', cell: ({ role }) => ROLE_TITLES[role] },
    { title: 'Invited', cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { title: 'By', cell: ({ createdBy }) => createdBy, isLong: true },
    { title: 'Expires', cell: ({ expiresAt }) => <Distance at={expiresAt} /> },
  ];
  if (!withdrawn) return columns;
  const actionsOf = (row: InvitationRow) => [
    {
      title: 'Withdraw',
      isDangerous: true,
      onChoose: (opener: HTMLElement | null) => withdrawn.choose(row, opener),
    },
  ];
  return [...columns, { title: '', cell: (row) => <RowActions name={row.email} actions={actionsOf(row)} /> }];
}
