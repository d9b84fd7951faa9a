import type { Foundation } from '../foundation';
import { mailServer } from '../mail';
import type { OrganizationService } from '../organizations/OrganizationService';
import type { PasswordCheck } from '../sessions/PasswordCheck';
import type { SessionService } from '../sessions/SessionService';
import { endInvitationsBy } from './endInvitationsBy';
import { Invitation } from './Invitation';
import { InvitationAcceptance } from './InvitationAcceptance';
import { InvitationResolver } from './InvitationResolver';
import { InvitationService } from './InvitationService';

/** What whoever accepts an invitation goes through. */
interface Ways {
  readonly organizations: OrganizationService;
  readonly passwords: PasswordCheck;
  readonly sessions: SessionService;
}

/** Inviting people to become members. */
export const invitationsModule = {
  entities: [Invitation],
  resolvers: [InvitationResolver],
  followers: [endInvitationsBy],
  make: (foundation: Foundation, { organizations, passwords, sessions }: Ways) => {
    const { storage, clock, changes, cursors, catalogue, publicUrl, complain } = foundation;
    const post = { publicUrl, sendMail: mailServer(foundation), complain };
    const invitations = new InvitationService(storage, clock, changes, cursors, catalogue, organizations, post);
    const acceptance = new InvitationAcceptance(storage, clock, changes, passwords, sessions);
    return {
      services: { invitations, acceptance },
      resolvers: [new InvitationResolver(invitations, acceptance)],
    };
  },
};
