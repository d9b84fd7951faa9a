import type { Isolation, RunSql, Storage, Transaction } from '../storage/Storage';
import type { Tracing } from './Tracing';

/** The storage, with a span for each question and each transaction of a request. No statement is in it. */
export class TracedStorage implements Storage {
  readonly engine: Storage['engine'];
  private readonly reading: Readonly<Record<string, string>>;
  private readonly writing: Readonly<Record<string, string>>;

  constructor(
    private readonly storage: Storage,
    private readonly tracing: Tracing,
  ) {
    this.engine = storage.engine;
    const system = { 'db.system.name': storage.engine === 'postgres' ? 'postgresql' : 'sqlite' };
    this.reading = { ...system, 'latchkey.storage.kind': 'read' };
    this.writing = { ...system, 'latchkey.storage.kind': 'write' };
  }

  readonly sql: RunSql = (sql, values, planName) =>
    this.tracing.during('storage', () => this.storage.sql(sql, values, planName), this.reading);

  write<T>(work: (transaction: Transaction) => Promise<T>, isolation?: Isolation): Promise<T> {
    return this.tracing.during('storage', () => this.storage.write(work, isolation), this.writing);
  }
}
