import type { Foundation } from '../Foundation';
import { endSessionsOfMember } from './endSessionsOfMember';
import { PasswordCheck } from './PasswordCheck';
import { PasswordDigests } from './PasswordDigests';
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
  make: ({ storage, clock, secret, changes, reportLoss, passwordCost }: Foundation) => {
    const digests = new PasswordDigests(passwordCost);
    const passwords = new PasswordCheck(storage, new SignInLimits(storage, clock, secret), digests, reportLoss);
    const sessions = new SessionService(storage, clock, changes, passwords, reportLoss);
    const resolvers = [new SessionResolver(sessions)];
    return { services: { digests, passwords, sessions }, resolvers, jobs: sessionJobs(storage) };
  },
};
