import type { RunSql, SqlValue } from '../storage/Storage';
import type { NetworkUse } from './NetworkUse';
import { bucketStartOf, UsageBucket } from './UsageBucket';
import type { UsageNetwork } from './UsageNetwork';
import type { UsageWindow } from './UsageWindow';
import { ofOwners, type UseOwner } from './UseOwner';
import { wholeNumber } from './wholeNumber';

/** Units: names of clients that are told of one network. */
const MAX_USER_AGENTS = 10;

type Row = Omit<UsageNetwork, 'dayAt' | 'apiKeyId'> & { readonly ownerId: string };

/** The networks from which keys were used. Shape: by owner, those with most requests first. */
export async function readNetworks(
  sql: RunSql,
  owner: UseOwner,
  ids: readonly string[],
  { from, until }: UsageWindow,
): Promise<ReadonlyMap<string, readonly NetworkUse[]>> {
  const of = ofOwners(owner, 'usage_network', ids, 3);
  const rows = await sql<Row>(
    `SELECT ${of.id} AS "ownerId", u."network", u."userAgents", CAST(SUM(u."requestCount") AS bigint) AS "requestCount",
       MIN(u."firstUsedAt") AS "firstUsedAt", MAX(u."lastUsedAt") AS "lastUsedAt"
     FROM ${of.from} AND u."dayAt" >= $1 AND u."dayAt" < $2
     GROUP BY ${of.id}, u."network", u."userAgents"`,
    [bucketStartOf(UsageBucket.DAY, from), until, ...(ids as readonly SqlValue[])],
  );
  const byOwner = new Map<string, Map<string, NetworkUse>>(ids.map((id) => [id, new Map()]));
  for (const row of rows) {
    const networks = byOwner.get(row.ownerId);
    networks?.set(row.network, together(networks.get(row.network), row));
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
