import type { Foundation } from '../Foundation';
import type { Outbox } from '../outbox/Outbox';
import type { PasswordCheck } from '../sessions/PasswordCheck';
import type { SessionService } from '../sessions/SessionService';
import { dropInvitationLetters } from './dropInvitationLetters';
import { endInvitationsBy } from './endInvitationsBy';
import { Invitation } from './Invitation';
import { InvitationAcceptance } from './InvitationAcceptance';
import { InvitationLetters } from './InvitationLetters';
import { InvitationResolver } from './InvitationResolver';
import { InvitationService } from './InvitationService';
import { sweepInvitations } from './sweepInvitations';

/** What invitations are mailed by, and what whoever accepts one goes through. */
interface Ways {
  readonly outbox: Outbox;
  readonly passwords: PasswordCheck;
  readonly sessions: SessionService;
}

/** Inviting people to become members. */
export const invitationsModule = {
  entities: [Invitation],
  resolvers: [InvitationResolver],
  followers: [endInvitationsBy, dropInvitationLetters],
  make: (foundation: Foundation, { outbox, passwords, sessions }: Ways) => {
    const { storage, clock, changes, lists, catalogue, publicUrl, mail } = foundation;
    const letters = mail && new InvitationLetters(clock, outbox);
    const invitations = new InvitationService(clock, changes, lists, catalogue, publicUrl, letters);
    const acceptance = new InvitationAcceptance(storage, clock, changes, passwords, sessions);
    return {
      services: { invitations, acceptance },
      resolvers: [new InvitationResolver(invitations, acceptance)],
      jobs: [sweepInvitations(storage)],
    };
  },
};
