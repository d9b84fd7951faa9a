import { randomUUID } from 'node:crypto';
import { describeOnEachEngine } from '../support/engines';
import { runHistory } from './runHistory';

const OPERATIONS = 3_000;
const KILL_EVERY = 500;
const itLong = process.env.LONG === 'on' ? it : it.skip;
const seed = process.env.HISTORY_SEED ?? randomUUID();
/** Units: seconds for which `npm run test:long` goes on, both engines together. */
const SECONDS = Number(process.env.HISTORY_SECONDS ?? 0);

describeOnEachEngine('twelve clients of two processes that are killed', (engine) => {
  itLong(
    'are never told of a key what an acknowledged answer rules out',
    async () => {
      const forMs = (SECONDS / 2) * 1_000;
      const result = await runHistory(engine, { seed, operationCount: OPERATIONS, killEvery: KILL_EVERY, forMs });
      expect(result).toEqual({ seed, faults: [], killCount: expect.any(Number) });
    },
    900_000,
  );
});
