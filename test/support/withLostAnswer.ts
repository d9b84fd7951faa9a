import type { Database } from '../../src/database/Database';
import type { Storage } from '../../src/storage/Storage';

/** A database whose first write is committed, while the connection that would have told so is lost. */
export function withLostAnswer(database: Database): Storage {
  let isLost = false;
  return {
    engine: database.engine,
    sql: database.sql,
    write: async (work) => {
      const result = await database.write(work);
      if (isLost) return result;
      isLost = true;
      throw new Error('Connection terminated unexpectedly');
    },
  };
}
