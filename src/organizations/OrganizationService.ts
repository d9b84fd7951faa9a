import type { Caller, CallerOrganization } from '../access/Caller';
import { AppError, UserErrorCode } from '../errors';
import { type Changes, type Mutated, refused } from '../events/Changes';
import { UserError } from '../events/UserError';
import { cleanName, NAME_RULE } from '../names';
import { batched } from '../storage/batched';
import type { Storage } from '../storage/Storage';
import type { UpdateOrganizationInput } from './inputs';
import { Organization } from './Organization';

const SELECT_BY_ID = 'SELECT "id", "name", "createdAt" FROM "organization" WHERE "id" = $1';

/** The rules about organizations: a caller has its own and knows of no other. */
export class OrganizationService {
  /** Callers that changed their organization since they were let in. */
  private readonly changedBy = new WeakSet<Caller>();

  constructor(
    private readonly storage: Storage,
    private readonly changes: Changes,
  ) {}

  /** The organization of this id, if the caller may see it. */
  readonly byId = batched((caller: Caller, ids) => this.byIds(caller, ids));

  /** The caller's organization. Errors: `UNAUTHENTICATED` where it went away since the caller was let in. */
  async own(caller: Caller): Promise<CallerOrganization> {
    if (caller.organization && !this.changedBy.has(caller)) return caller.organization;
    const organization = await this.byId(caller, caller.organizationId);
    if (!organization) throw new AppError('UNAUTHENTICATED');
    return organization;
  }

  private async byIds(caller: Caller, ids: readonly string[]): Promise<(Organization | null)[]> {
    const { organizationId } = caller;
    if (!ids.includes(organizationId)) return ids.map(() => null);
    const [own] = await this.storage.sql<Organization>(SELECT_BY_ID, [organizationId]);
    return ids.map((id) => (id === organizationId && own ? own : null));
  }

  /** Renames the caller's organization. Errors: `UNAUTHENTICATED` where it has ended. */
  async updateOrganization(caller: Caller, input: UpdateOrganizationInput): Promise<Mutated<Organization>> {
    return this.changes.by(caller, 'organization.updated', async ({ manager, sql }) => {
      const id = caller.organizationId;
      const [before] = await sql<Organization>(SELECT_BY_ID, [id]);
      if (!before) throw new AppError('UNAUTHENTICATED');
      const target = { id, name: before.name };
      const name = cleanName(input.name);
      if (name === null) return refused(target, new UserError(UserErrorCode.INVALID, NAME_RULE, ['name']));
      await manager.update(Organization, { id }, { name });
      this.changedBy.add(caller);
      const result = { ...before, name };
      return { target, result, before, after: result };
    });
  }
}
