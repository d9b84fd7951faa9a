import type { Storage } from '../../src/storage/Storage';

/** What ends a process at a statement: nothing of it is committed that was not before. */
export class Stopped extends Error {}

/** A database whose user is ended at one statement, counted from 1. Shape: `count` is how many there were. */
export function stoppedAt(storage: Storage, at: number): { readonly storage: Storage; readonly statements: string[] } {
  const statements: string[] = [];
  const counted = <Sql extends Storage['sql']>(sql: Sql): Storage['sql'] => {
    return (text, values, planName) => {
      statements.push(text);
      if (statements.length === at) throw new Stopped(text);
      return sql(text, values, planName);
    };
  };
  const write: Storage['write'] = (work, isolation) =>
    storage.write((transaction) => work({ ...transaction, sql: counted(transaction.sql) }), isolation);
  return { storage: { engine: storage.engine, sql: counted(storage.sql), write }, statements };
}
