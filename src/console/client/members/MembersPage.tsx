import { Stack } from '@mantine/core';
import { InvitationsDocument, InviteMemberDocument } from '../generated/graphql';
import { Page } from '../layout/Page';
import { useSession } from '../session/useSession';
import { InvitationList } from './InvitationList';
import { InviteMemberButton } from './InviteMemberButton';
import { MemberList } from './MemberList';

/** The people of the organization, and those who are invited. */
export function MembersPage() {
  const { may } = useSession();
  return (
    <Page
      title="Members"
      windowTitle="Members – Settings"
      actions={may(InviteMemberDocument) && <InviteMemberButton />}
    >
      <Stack gap="xl">
        <MemberList />
        {may(InvitationsDocument) && <InvitationList />}
      </Stack>
    </Page>
  );
}
