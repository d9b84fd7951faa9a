import { runJob } from './runJob';
import { basic, type TestKey, type World } from './world';

const JSON_TYPE = { 'content-type': 'application/json' };
const VIEWER = JSON.stringify({ query: 'query Nightly { viewer { name } }' });

/** Asks as a key, from an address; the server trusts the proxy that says so. Shape: the status. */
export async function askFrom(world: World, address: string, { value }: TestKey): Promise<number> {
  const headers = { ...JSON_TYPE, authorization: basic(value), 'x-forwarded-for': address };
  return (await world.request({ method: 'POST', path: '/graphql', headers, body: VIEWER })).status;
}

/** Has a server settle what came after its end, five seconds later. */
export async function settleReuses(world: World): Promise<void> {
  await runJob(world, 'write-key-networks');
  await runJob(world, 'recognise-ended-secrets');
  world.now += 5_000;
  await runJob(world, 'recognise-ended-secrets');
}

/** The events of one type about a key, in the order of their instants and addresses. */
export async function eventsOf(world: World, { id }: TestKey, type: string): Promise<readonly EventRow[]> {
  const rows = await world.rows<EventRow & { changes: string }>(
    `SELECT "actorKind", "outcome", "address", "changes" FROM "audit_event" WHERE "targetId" = $1 AND "type" = $2 ORDER BY "at", "address"`,
    [id, type],
  );
  return rows.map((row) => ({ ...row, changes: afterOf(row.changes) }));
}

/** An event, with what its fields came to. */
export interface EventRow {
  readonly actorKind: string;
  readonly outcome: string;
  readonly address: string;
  readonly changes: unknown;
}

function afterOf(changes: string): Record<string, string | null> {
  const list: { field: string; after: string | null }[] = JSON.parse(changes);
  return Object.fromEntries(list.map(({ field, after }) => [field, after]));
}
