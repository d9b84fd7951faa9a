import type { Caller } from '../access/caller';
import type { Clock } from '../clock';
import { UserErrorCode } from '../errors';
import { type Mutated, mutate, type Outcome, refused } from '../events/mutate';
import { UserError } from '../events/UserError';
import { isId, newId } from '../id';
import type { Cursors } from '../lists/Cursors';
import { type ConnectionArgs, type Page, readPage } from '../lists/connections';
import { cleanName, containing, NAME_RULE, sortNameOf } from '../names';
import { batched } from '../storage/batched';
import type { KeysetOrder } from '../storage/keyset';
import { type Condition, inOrderOf, isOneOf, selectRows } from '../storage/select';
import type { RunSql, Storage, Transaction } from '../storage/storage';
import type { CreateProcessInput, DeleteProcessInput, ProcessFilter, UpdateProcessInput } from './inputs';
import { Process, ProcessStatus, ProcessType } from './Process';

const SELECT = '"id", "name", "type", "status", "createdAt", "updatedAt"';
const FROM = '"process"';

const BY_NAME: KeysetOrder<Process> = {
  column: '"sortName"',
  id: '"id"',
  direction: 'ASC',
  positionOf: (row) => [sortNameOf(row.name), row.id],
};

/** Ends the keys of a process inside the transaction that deletes it; the keys' module provides it. */
export type EndKeysOfProcess = (transaction: Transaction, processId: string, at: number) => Promise<void>;

/** The rules about processes: a caller sees those of its organization, or its own one alone if it is bound to one. */
export class ProcessService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly cursors: Cursors,
    private readonly endKeysOfProcess: EndKeysOfProcess,
  ) {}

  /** The processes that the caller may see, by name. */
  list(caller: Caller, args: ConnectionArgs, filter: ProcessFilter | null): Promise<Page<Process>> {
    const name = { list: 'Process', order: 'NAME_ASC', organizationId: caller.organizationId };
    const where = [...visibleTo(caller), ...conditionsOf(filter)];
    return readPage(
      this.storage,
      this.cursors,
      { name, source: { select: SELECT, from: FROM, where }, order: BY_NAME },
      args,
    );
  }

  /** The process of this id, if the caller may see it. */
  readonly byId = batched((caller: Caller, ids) => processesByIds(this.storage.sql, caller, ids));

  /** Makes a process. */
  createProcess(caller: Caller, input: CreateProcessInput): Promise<Mutated<Process>> {
    return mutate(this.storage, this.clock, caller, 'createProcess', async ({ manager }) => {
      const name = cleanName(input.name);
      if (name === null) return refused(null, new UserError(UserErrorCode.INVALID, NAME_RULE, ['name']));
      const now = this.clock();
      const process: Process = {
        id: newId(now),
        organizationId: caller.organizationId,
        name,
        sortName: sortNameOf(name),
        type: input.type ?? ProcessType.CUSTOM,
        status: ProcessStatus.READY,
        createdAt: now,
        updatedAt: now,
        deletedAt: null,
      };
      await manager.insert(Process, process);
      return { targetId: process.id, result: process };
    });
  }

  /** Renames a process. */
  updateProcess(caller: Caller, input: UpdateProcessInput): Promise<Mutated<Process>> {
    return this.change(caller, 'updateProcess', input.id, async ({ manager }, process) => {
      if (input.name == null) return { targetId: process.id, result: process };
      const name = cleanName(input.name);
      if (name === null) return refused(process.id, new UserError(UserErrorCode.INVALID, NAME_RULE, ['name']));
      const changes = { name, sortName: sortNameOf(name), updatedAt: this.clock() };
      await manager.update(Process, ownedBy(caller, process.id), changes);
      return { targetId: process.id, result: { ...process, ...changes } };
    });
  }

  /** Deletes a process; its keys become tombstones in the same transaction. */
  deleteProcess(caller: Caller, input: DeleteProcessInput): Promise<Mutated<string>> {
    return this.change(caller, 'deleteProcess', input.id, async (transaction, { id }) => {
      const deletedAt = this.clock();
      await transaction.manager.update(Process, ownedBy(caller, id), { deletedAt });
      await this.endKeysOfProcess(transaction, id, deletedAt);
      return { targetId: id, result: id };
    });
  }

  private change<T>(
    caller: Caller,
    action: string,
    id: string,
    work: (transaction: Transaction, process: Process) => Promise<Outcome<T>>,
  ): Promise<Mutated<T>> {
    return mutate(this.storage, this.clock, caller, action, async (transaction) => {
      const [process] = await processesByIds(transaction.sql, caller, [id]);
      if (process) return work(transaction, process);
      return refused(null, new UserError(UserErrorCode.NOT_FOUND, 'There is no such process.', ['id']));
    });
  }
}

/** The processes of these ids that the caller may see, read with this statement runner; null where there is none. */
export async function processesByIds(sql: RunSql, caller: Caller, ids: readonly string[]): Promise<(Process | null)[]> {
  const where = [...visibleTo(caller), isOneOf('"id"', ids.filter(isId))];
  const rows = await selectRows<Process>(sql, { select: SELECT, from: FROM, where });

  return inOrderOf(ids, rows);
}

function ownedBy({ organizationId }: Caller, id: string): { id: string; organizationId: string } {
  return { id, organizationId };
}

function visibleTo(caller: Caller): Condition[] {
  const where: Condition[] = [
    { sql: '"organizationId" = ?', values: [caller.organizationId] },
    { sql: '"deletedAt" IS NULL', values: [] },
  ];
  if (caller.processId !== null) where.push({ sql: '"id" = ?', values: [caller.processId] });
  return where;
}

function conditionsOf(filter: ProcessFilter | null): Condition[] {
  const where: Condition[] = [];
  if (filter?.text != null) where.push({ sql: `"sortName" LIKE ? ESCAPE '!'`, values: [containing(filter.text)] });
  if (filter?.status != null) where.push(isOneOf('"status"', filter.status));
  if (filter?.type != null) where.push(isOneOf('"type"', filter.type));
  return where;
}
