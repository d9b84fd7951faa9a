import { spawnSync } from 'node:child_process';
import DataLoader from 'dataloader';
import { ExportedLines, exportedLog, lastLine } from '../../src/audit/exportedLog';
import { logFaults } from '../../src/audit/logFaults';
import { openCheckpoint } from '../../src/audit/openCheckpoint';
import { verifyLog } from '../../src/audit/verifyLog';
import { messageOf } from '../../src/errors';
import type { EventActor, Happened } from '../../src/events/Happened';
import { newId } from '../../src/id';
import { SECRET, type World } from './world';

/** What the Python verifier came to. */
export interface Verdict {
  readonly code: number;
  readonly sentence: string;
}

/** Has so many events happen in an organization, a millisecond apart: each says that a process was made. */
export async function addEvents(
  world: World,
  { id }: { readonly id: string },
  count: number,
  actor: EventActor = { kind: 'OPERATOR', id: null, name: 'operator' },
): Promise<void> {
  const changes = [{ field: 'name', before: null, after: 'Invoices' }];
  const happened = Array.from({ length: count }, (): Happened => {
    world.now += 1;
    const [at, target] = [world.now, { id: newId(world.now), name: 'Invoices' }];
    const origin = { address: '192.0.2.1', requestId: newId(at), userAgent: 'curl/8' };
    const what = { event: 'process.created', outcome: 'SUCCESS', codes: [], changes } as const;
    return { ...what, id: newId(at), at, organizationId: id, actor, target, origin };
  });
  await world.database.write((transaction) => world.app.services.changes.tell(transaction, happened));
}

/** A checkpoint of a log as it is. */
export async function checkpointOf({ app }: World, id: string): Promise<string> {
  const tree = await app.services.auditTrees.find(id);
  const note = tree && (await app.services.auditCheckpoints.ofNow(tree));
  if (!note) throw new Error('the log cannot be signed');
  return note;
}

/**
 * What `latchkey audit verify` finds wrong with a log. Shape: a sentence; null where nothing is.
 * @param note a checkpoint that was kept elsewhere
 */
export async function faultOf(world: World, id: string, note: string | null = null): Promise<string | null> {
  const { auditTrees, auditLogKey, auditGrace } = world.app.services;
  const publicKey = await auditLogKey.publicKey();
  const proofs = { sql: world.database.sql, trees: auditTrees, grace: auditGrace, secrets: [SECRET], publicKey };
  const kept = note === null || publicKey === null ? null : openCheckpoint(note, publicKey, id);
  if (note !== null && kept === null) throw new Error('the checkpoint is none of this log');
  return verifyLog(proofs, id, kept, () => undefined).then(
    (verified) => logFaults(verified)[0] ?? null,
    (error: unknown) => messageOf(error),
  );
}

/** The public key of a server's logs, as verifiers take it. */
export function vkeyOf({ app }: World): Promise<string> {
  return app.services.auditCheckpoints.verifierKey();
}

/** The lines of an export of a whole log. */
export async function exportOf(world: World, id: string, hasProofs = false): Promise<string[]> {
  const tree = await world.app.services.auditTrees.find(id);
  if (!tree) throw new Error('the log has no tree');
  const { size, firstKept } = tree;
  const { sql } = world.database;
  const lines = new ExportedLines(sql, { tree: id, size }, hasProofs);
  const made: string[] = [];
  for await (const row of exportedLog(sql, { tree: id, size, firstKept, since: null, until: null })) {
    made.push(await lines.of(row));
  }
  return [...made, lastLine(await checkpointOf(world, id), null)];
}

/** What the Python verifier is given: an export, a checkpoint and a key. */
type PythonCase = readonly [lines: readonly string[], checkpoint: string, vkey: string];

/** What is asked for in one turn is one process, since these take long to start. */
const pythonCases = new DataLoader<PythonCase, Verdict>(
  async (cases) => {
    const input = JSON.stringify(cases.map(([lines, ...others]) => [lines.join(''), ...others]));
    const { stdout, stderr } = spawnSync('python3', ['test/support/verifyMany.py'], { input, encoding: 'utf8' });
    if (stdout === '') throw new Error(`the verifier printed nothing: ${stderr}`);
    const verdicts: [number, string][] = JSON.parse(stdout);
    return verdicts.map(([code, sentence]) => ({ code, sentence }));
  },
  { cache: false },
);

/** Has the Python verifier look at an export. */
export function verifyByPython(...given: PythonCase): Promise<Verdict> {
  return pythonCases.load(given);
}
