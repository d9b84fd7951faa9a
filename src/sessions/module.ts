import type { Foundation } from '../foundation';
import { endSessionsOfMember } from './endSessionsOfMember';
import { PasswordCheck } from './PasswordCheck';
import { Session } from './Session';
import { SessionResolver } from './SessionResolver';
import { SessionService } from './SessionService';
import { SignInLimits } from './SignInLimits';
import { sessionJobs } from './sessionJobs';

/** Signing in and out. */
export const sessionsModule = {
  entities: [Session],
  resolvers: [SessionResolver],
  followers: [endSessionsOfMember],
  make: ({ storage, clock, changes }: Foundation) => {
    const passwords = new PasswordCheck(storage, new SignInLimits(storage, clock));
    const sessions = new SessionService(storage, clock, changes, passwords);
    const resolvers = [new SessionResolver(sessions)];
    return { services: { passwords, sessions }, resolvers, jobs: sessionJobs(storage) };
  },
};
