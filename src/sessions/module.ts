import type { Foundation } from '../foundation';
import { endSessionsOfMember } from './endSessionsOfMember';
import { PasswordCheck } from './PasswordCheck';
import { Session } from './Session';
import { SessionResolver } from './SessionResolver';
import { SessionService } from './SessionService';
import { SignInLimits } from './SignInLimits';

/** Signing in and out. */
export const sessionsModule = {
  entities: [Session],
  resolvers: [SessionResolver],
  followers: [endSessionsOfMember],
  make: ({ storage, clock, changes, complain }: Foundation) => {
    const passwords = new PasswordCheck(storage, new SignInLimits(storage, clock, complain));
    const sessions = new SessionService(storage, clock, changes, passwords, complain);
    return { services: { passwords, sessions }, resolvers: [new SessionResolver(sessions)] };
  },
};
