import { chunksOf } from '../storage/chunksOf';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql, SqlValue } from '../storage/Storage';
import { keysOfOwners } from './keysOfOwners';
import type { NetworkUse } from './NetworkUse';
import { bucketStartOf, UsageBucket } from './UsageBucket';
import type { UsageNetwork } from './UsageNetwork';
import type { UsageWindow } from './UsageWindow';
import type { UseOwners } from './UseOwners';
import { wholeNumber } from './wholeNumber';

/** Units: names of clients that are told of one network. */
const MAX_USER_AGENTS = 10;

/** Units: keys that one statement asks for. */
const MAX_KEYS = 500;

type Row = Omit<UsageNetwork, 'dayAt'>;

/** The networks from which keys were used. Shape: by owner, those with most requests first. */
export async function readNetworks(
  sql: RunSql,
  owners: UseOwners,
  { from, until }: UsageWindow,
): Promise<ReadonlyMap<string, readonly NetworkUse[]>> {
  const keys = await keysOfOwners(sql, owners);
  const byOwner = new Map<string, Map<string, NetworkUse>>(owners.ids.map((id) => [id, new Map()]));
  for (const some of chunksOf([...keys.keys()], MAX_KEYS)) {
    const rows = await sql<Row>(
      `SELECT "apiKeyId", "network", "userAgents", CAST(SUM("requestCount") AS bigint) AS "requestCount",
         MIN("firstUsedAt") AS "firstUsedAt", MAX("lastUsedAt") AS "lastUsedAt"
       FROM "usage_network" WHERE "apiKeyId" IN (${numberedPlaces(some, 3)}) AND "dayAt" >= $1 AND "dayAt" < $2
       GROUP BY "apiKeyId", "network", "userAgents"`,
      [bucketStartOf(UsageBucket.DAY, from), until, ...(some as readonly SqlValue[])],
    );
    for (const row of rows) {
      const networks = byOwner.get(keys.get(row.apiKeyId) ?? '');
      networks?.set(row.network, together(networks.get(row.network), row));
    }
  }
  return new Map([...byOwner].map(([id, networks]) => [id, [...networks.values()].sort(byRequests)]));
}

function together(known: NetworkUse | undefined, row: Row): NetworkUse {
  const agents = JSON.parse(row.userAgents) as readonly string[]; // This server wrote it.
  return {
    network: row.network,
    userAgents: [...new Set([...(known?.userAgents ?? []), ...agents])].sort().slice(0, MAX_USER_AGENTS),
    requests: wholeNumber((known?.requests ?? 0) + row.requestCount),
    firstUsedAt: Math.min(known?.firstUsedAt ?? Number.POSITIVE_INFINITY, row.firstUsedAt),
    lastUsedAt: Math.max(known?.lastUsedAt ?? 0, row.lastUsedAt),
  };
}

function byRequests(one: NetworkUse, other: NetworkUse): number {
  return other.requests - one.requests || (one.network < other.network ? -1 : 1);
}
