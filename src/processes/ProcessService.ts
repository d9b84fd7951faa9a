import type { Caller } from '../access/Caller';
import type { Clock } from '../clock';
import { UserErrorCode } from '../errors';
import { type Changes, type Mutated, refused, type Wanted } from '../events/Changes';
import { UserError } from '../events/UserError';
import { newId } from '../id';
import type { RowLimit } from '../limits/RowLimit';
import type { ConnectionArgs } from '../lists/ConnectionArgs';
import type { Lists } from '../lists/Lists';
import type { Page } from '../lists/Page';
import { cleanName, containing, foldName, NAME_RULE } from '../names';
import { batched } from '../storage/batched';
import type { KeysetOrder } from '../storage/KeysetOrder';
import type { RunSql, Storage } from '../storage/Storage';
import { type Condition, isOneOf, ofOrganization, selectByIds } from '../storage/select';
import type { CreateProcessInput, DeleteProcessInput, ProcessFilter, UpdateProcessInput } from './inputs';
import { Process, ProcessStatus, ProcessType } from './Process';
import { tooManyProcesses } from './processLimit';

const SELECT = '"id", "name", "sortName", "type", "status", "createdAt", "updatedAt"';
const FROM = '"process"';

const BY_NAME: KeysetOrder<Process> = {
  column: '"sortName"',
  id: '"id"',
  direction: 'ASC',
  positionOf: (row) => [row.sortName, row.id],
};

/** The rules about processes: a caller sees those of its organization, or its own one alone if it is bound to one. */
export class ProcessService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly lists: Lists,
    private readonly rowLimit: RowLimit,
  ) {}

  /** The processes that the caller may see, by name. */
  list(caller: Caller, args: ConnectionArgs, filter: ProcessFilter | null): Promise<Page<Process>> {
    const name = { list: 'Process', order: 'NAME_ASC', organizationId: caller.organizationId };
    const where = [...visibleTo(caller), ...conditionsOf(filter)];
    const source = { select: SELECT, from: FROM, where };
    return this.lists.page(caller, { name, source, order: BY_NAME }, args);
  }

  /** The process of this id, if the caller may see it. */
  readonly byId = batched((caller: Caller, ids) => processesByIds(this.storage.sql, caller, ids));

  /** Makes a process. */
  createProcess(caller: Caller, input: CreateProcessInput): Promise<Mutated<Process>> {
    return this.changes.by(caller, 'process.created', async ({ manager, sql }) => {
      const name = cleanName(input.name);
      if (name === null) return refused(null, new UserError(UserErrorCode.INVALID, NAME_RULE, ['name']));
      const isFull = await this.rowLimit.isReached(sql, caller.organizationId);
      if (isFull) return refused(null, tooManyProcesses(this.rowLimit));
      const now = this.clock();
      const process: Process = {
        id: newId(now),
        organizationId: caller.organizationId,
        name,
        sortName: foldName(name),
        type: input.type ?? ProcessType.CUSTOM,
        status: ProcessStatus.READY,
        createdAt: now,
        updatedAt: now,
        deletedAt: null,
      };
      await manager.insert(Process, process);
      return { target: process, result: process, after: process };
    });
  }

  /** Renames a process. */
  updateProcess(caller: Caller, input: UpdateProcessInput): Promise<Mutated<Process>> {
    return this.changes.toOne(caller, 'process.updated', wanted(caller, input.id), async ({ manager }, process) => {
      if (input.name == null) return { target: process, result: process };
      const name = cleanName(input.name);
      if (name === null) return refused(process, new UserError(UserErrorCode.INVALID, NAME_RULE, ['name']));
      const changes = { name, sortName: foldName(name), updatedAt: this.clock() };
      await manager.update(Process, ownedBy(caller, process.id), changes);
      const result = { ...process, ...changes };
      return { target: process, result, before: process, after: result };
    });
  }

  /** Deletes a process. Its keys end with it. */
  deleteProcess(caller: Caller, input: DeleteProcessInput): Promise<Mutated<string>> {
    return this.changes.toOne(caller, 'process.deleted', wanted(caller, input.id), async ({ manager }, process) => {
      await manager.update(Process, ownedBy(caller, process.id), { deletedAt: this.clock() });
      return { target: process, result: process.id };
    });
  }
}

/** The processes of these ids that the caller may see, read with this statement runner; null where there is none. */
export function processesByIds(sql: RunSql, caller: Caller, ids: readonly string[]): Promise<(Process | null)[]> {
  return selectByIds<Process>(sql, { select: SELECT, from: FROM, where: visibleTo(caller) }, '"id"', ids);
}

function wanted(caller: Caller, id: string): Wanted<Process> {
  return { noun: 'process', find: async (sql) => (await processesByIds(sql, caller, [id]))[0] };
}

function ownedBy({ organizationId }: Caller, id: string): { id: string; organizationId: string } {
  return { id, organizationId };
}

function visibleTo(caller: Caller): Condition[] {
  const where: Condition[] = [ofOrganization(caller), { sql: '"deletedAt" IS NULL', values: [] }];
  if (caller.processId !== null) where.push({ sql: '"id" = ?', values: [caller.processId] });
  return where;
}

function conditionsOf(filter: ProcessFilter | null): Condition[] {
  const where: Condition[] = [];
  if (filter?.text != null) where.push({ sql: `"sortName" LIKE ? ESCAPE '!'`, values: [containing(filter.text)] });
  if (filter?.status != null) where.push(isOneOf('"status"', filter.status));
  if (filter?.type != null) where.push(isOneOf('"type"', filter.type));
  return where.map((condition) => ({ ...condition, isFilter: true }));
}
