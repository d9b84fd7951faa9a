import type { InvitationsQuery } from '../generated/graphql';

/** An invitation that nobody has used yet, as the list has it. */
export type InvitationRow = NonNullable<InvitationsQuery['organization']['invitations']>['edges'][number]['node'];
