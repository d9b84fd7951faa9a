import type { Caller } from '../access/Caller';
import type { ConnectionArgs } from '../lists/ConnectionArgs';
import type { Lists } from '../lists/Lists';
import type { Page } from '../lists/Page';
import type { RunSql, Storage } from '../storage/Storage';
import { ofOrganization, selectByIds } from '../storage/select';
import type { AuditSubject } from './auditEventFacets';
import { type AuditEntry, auditEventList } from './auditEventList';
import type { AuditEventFilter } from './inputs';
import { LOGGED_COLUMNS, type LoggedRow } from './LOGGED_COLUMNS';
import type { LoggedEvent } from './LoggedEvent';
import { loggedEventOf } from './loggedEventOf';

/** The audit log as callers read it: that of their organization or, where they are bound to a process, of the process. */
export class AuditEventService {
  constructor(
    private readonly storage: Storage,
    private readonly lists: Lists,
  ) {}

  /** A page of the log: of the whole organization, of one process, or of one API key. */
  async list(
    caller: Caller,
    args: ConnectionArgs,
    filter: AuditEventFilter | null,
    subject: Omit<AuditSubject, 'boundTo'> = {},
  ): Promise<Page<LoggedEvent>> {
    const seen = { ...subject, boundTo: caller.processId };
    const list = auditEventList(this.storage, caller.organizationId, seen, filter ?? {});
    const page = await this.lists.page(caller, list, args);
    const entries = new Map(page.rows.map((entry) => [entry.id, entry]));
    const rows = page.rows.every(isWhole)
      ? page.rows
      : await eventsByIds(this.storage.sql, caller, [...entries.keys()]);
    return {
      ...page,
      rows: rows.map(loggedEventOf),
      cursorOf: ({ id }) => page.cursorOf(entries.get(id) ?? { id }),
    };
  }
}

/** Whether a row was read with `LOGGED_COLUMNS`. */
function isWhole(entry: AuditEntry): entry is LoggedRow {
  return entry.changes !== undefined;
}

/** Those of these ids that are there still: retention may drop one in between. */
async function eventsByIds(sql: RunSql, caller: Caller, ids: readonly string[]): Promise<LoggedRow[]> {
  if (ids.length === 0) return [];
  const source = { select: LOGGED_COLUMNS, from: '"audit_event"', where: [ofOrganization(caller)] };
  const rows = await selectByIds<LoggedRow>(sql, source, '"id"', ids);
  return rows.filter((row) => row !== null);
}
