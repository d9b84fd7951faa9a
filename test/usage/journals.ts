import type { Caller } from '../../src/access/Caller';
import type { Storage } from '../../src/storage/Storage';
import { Backlog } from '../../src/usage/Backlog';
import { BacklogDrain } from '../../src/usage/BacklogDrain';
import { JournalWriter } from '../../src/usage/JournalWriter';
import { UsageIngest } from '../../src/usage/UsageIngest';
import { type AnsweredUse, UsageRecorder } from '../../src/usage/UsageRecorder';
import { UsageTables } from '../../src/usage/UsageTables';
import { type UsedOperation, usedOperation } from '../../src/usage/UsedOperation';

/** The parts of the recording of one process, as `usage/module.ts` puts them together. */
export function recordingOf(storage: Storage, folder: string | null, clock: () => number) {
  const losses: string[] = [];
  const reportLoss = (message: string): void => void losses.push(message);
  const backlog = new Backlog();
  const journals = new JournalWriter(reportLoss);
  const recorder = new UsageRecorder(clock, journals, backlog);
  const tables = new UsageTables(storage);
  const drain = new BacklogDrain(clock, recorder, backlog, tables, reportLoss);
  const ingest = new UsageIngest({ storage, clock, reportLoss, folder, tables, journals, recorder, drain });
  /** Resolves when the answer may leave. */
  const answer = (caller: Caller, use: AnsweredUse): Promise<void> =>
    Promise.resolve(recorder.record(caller, use)).then(() => recorder.flush());
  return { losses, recorder, answer, drain, ingest };
}

/** An id that differs by a number. */
export function idOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}

/** A key that calls. */
export function callerOf(number: number, address = '192.0.2.7'): Caller {
  return {
    ...{ kind: 'API_KEY', id: idOf(number), name: 'Key', organizationId: idOf(0), processId: null, scopes: new Set() },
    ...{ expiresAt: null, apiKeyId: idOf(number), secret: { number: 1, state: 'CURRENT' }, address, requestId: 'r' },
  };
}

/** An operation of that name. */
export function operationNamed(name: string): UsedOperation {
  return usedOperation({ kind: 'GRAPHQL', name, signature: `query ${name}{a}`, fields: ['Query.a'], needs: [] });
}

/** A whole answer to a key. */
export function answered(operation: UsedOperation, userAgent = 'curl/8') {
  return { operation, outcome: 'WHOLE', cost: 2, userAgent } as const;
}
