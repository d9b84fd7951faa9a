import { openDatabase } from '../../src/running/openDatabase';
import type { RunSql, Storage } from '../../src/storage/Storage';
import { recordingOf } from './journals';

/** Counts the statements of an ingester, and kills its process at one of them: node ingestKilledAt.js LOCATION FOLDER NOW STEP. */
async function main(): Promise<void> {
  const [location = '', folder = '', now = '', killAt = ''] = process.argv.slice(2);
  const database = await openDatabase(JSON.parse(location));
  let stepCount = 0;
  const step = (): void => {
    stepCount += 1;
    if (stepCount === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  };
  const counted =
    (sql: RunSql): RunSql =>
    async (text, values, planName) => {
      step();
      return sql(text, values, planName);
    };
  const storage: Storage = {
    engine: database.engine,
    sql: counted(database.sql),
    write: async (work, isolation) => {
      const result = await database.write(async ({ manager, sql }) => {
        const done = await work({ manager, sql: counted(sql) });
        step(); // All is done, and nothing committed.
        return done;
      }, isolation);
      step(); // It is committed, and nobody was told.
      return result;
    },
  };
  await recordingOf(storage, folder, () => Number(now)).ingest.ingestNow();
  await database.close();
}

void main();
