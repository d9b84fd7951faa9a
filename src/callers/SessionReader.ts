import type { Caller, Origin } from '../access/Caller';
import type { RoleName, ScopeCatalogue, ScopeName } from '../access/ScopeName';
import { scopesOfRole } from '../access/scopesOfRole';
import type { Clock } from '../clock';
import type { ReportLoss } from '../log';
import { lifetimeEnd, type SessionRow, sessionHolds, sessionRow } from '../sessions/sessionRows';
import type { Storage } from '../storage/Storage';

/** Units: milliseconds by which `lastSeenAt` may lag. */
const LAST_SEEN_LAG_MS = 60_000;

/** Turns the token of a session into a caller. */
export class SessionReader {
  private readonly scopesByRole: Readonly<Record<RoleName, ReadonlySet<ScopeName>>>;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    catalogue: ScopeCatalogue,
    private readonly reportLoss: ReportLoss,
  ) {
    const scopesOf = (role: RoleName) => scopesOfRole(role, catalogue);
    this.scopesByRole = { ADMIN: scopesOf('ADMIN'), USER: scopesOf('USER') };
  }

  /**
   * The person whose session has that token, looked up on every request: nothing about whether it holds is remembered.
   * Shape: null where there is no such session, or it has ended.
   */
  async callerOf(token: string, origin: Origin): Promise<Caller | null> {
    const row = await sessionRow(this.storage.sql, token);
    const now = this.clock();
    if (!row || !sessionHolds(row, now)) return null;
    if (now - row.lastSeenAt >= LAST_SEEN_LAG_MS) this.seen(row, now);
    return this.callerFrom(row, token, origin);
  }

  /** The person of a session that was read. */
  callerFrom(row: SessionRow, token: string, { address, requestId, userAgent }: Origin): Caller {
    return {
      kind: 'MEMBER',
      id: row.membershipId,
      name: row.name,
      organizationId: row.organizationId,
      processId: null,
      scopes: this.scopesByRole[row.role],
      expiresAt: null,
      credentialEndsAt: lifetimeEnd(row),
      apiKeyId: null,
      person: { userId: row.userId, email: row.email, sessionId: row.id },
      organization: { id: row.organizationId, name: row.organizationName, createdAt: row.organizationCreatedAt },
      stillHolds: async (sql) => {
        const now = await sessionRow(sql, token);
        if (!now || !sessionHolds(now, this.clock())) return false;
        return now.membershipId === row.membershipId && now.role === row.role;
      },
      address,
      requestId,
      userAgent,
    };
  }

  /** The request does not wait for it, nor fail with it. */
  private seen({ id }: SessionRow, now: number): void {
    const write = this.storage.write(
      ({ sql }) => sql('UPDATE "session" SET "lastSeenAt" = $1 WHERE "id" = $2 AND "lastSeenAt" < $1', [now, id]),
      'READ_COMMITTED', // One statement, which finds what others wrote.
    );
    write.catch((error) => this.reportLoss('that a session was used could not be written down', { err: error }));
  }
}
