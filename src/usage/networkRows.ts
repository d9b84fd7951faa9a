import { dayOf } from '../keys/KeyGap';
import { SEVERAL_NETWORKS } from '../keys/KeyNetwork';
import type { RunSql } from '../storage/Storage';
import type { CountedUse, UseCounts } from './CountedUse';
import type { UsageNetwork } from './UsageNetwork';
import { inOrder, rowsOfKeys } from './usageStatements';

/** Units: networks of a key and a day that have rows of their own; clients of one row. */
export const MAX_NETWORKS = 64;
export const MAX_USER_AGENTS = 8;

const PRESENT = `
  SELECT "apiKeyId", "dayAt", "network", "userAgents" FROM "usage_network" WHERE "dayAt" >= $DAY AND "apiKeyId"`;

type Present = Pick<UsageNetwork, 'apiKeyId' | 'dayAt' | 'network' | 'userAgents'>;
type Row = Omit<UsageNetwork, 'userAgents'> & { readonly userAgents: string[] };

/** The rows of the networks that uses came from, with those of their clients that are known already. */
export async function networkRows(sql: RunSql, uses: readonly CountedUse[]): Promise<UsageNetwork[]> {
  const counted = uses.filter(({ requestCount }) => requestCount > 0);
  if (counted.length === 0) return [];
  const firstDay = Math.min(...counted.map(({ hourAt }) => dayOf(hourAt)));
  const ids = [...new Set(counted.map(({ apiKeyId }) => apiKeyId))];
  const present = await rowsOfKeys<Present>(sql, PRESENT.replace('$DAY', String(firstDay)), ids);
  const known = new Map(present.map((row) => [nameOf(row), row]));
  const networkCounts = new Map<string, number>();
  for (const { apiKeyId, dayAt } of present) addOne(networkCounts, `${apiKeyId} ${dayAt}`);
  const rows = new Map<string, Row>();
  for (const use of counted) {
    const name = roomFor(use, known, rows, networkCounts);
    const { apiKeyId } = use;
    const [dayAt, network] = [dayOf(use.hourAt), name.slice(name.lastIndexOf(' ') + 1)];
    const row = rows.get(name) ?? { apiKeyId, dayAt, network, ...NOTHING, userAgents: clientsOf(known.get(name)) };
    rows.set(name, withUse(row, use));
  }
  return inOrder(rows).map((row) => ({ ...row, userAgents: JSON.stringify(row.userAgents) }));
}

const NOTHING = { requestCount: 0, firstUsedAt: Number.MAX_SAFE_INTEGER, lastUsedAt: 0 };

/** The name of the row of a use: its own network's, or that of several. */
function roomFor(
  { apiKeyId, hourAt, network }: CountedUse,
  known: ReadonlyMap<string, Present>,
  rows: ReadonlyMap<string, Row>,
  networkCounts: Map<string, number>,
): string {
  const dayAt = dayOf(hourAt);
  const name = nameOf({ apiKeyId, dayAt, network });
  if (known.has(name) || rows.has(name)) return name;
  const day = `${apiKeyId} ${dayAt}`;
  if ((networkCounts.get(day) ?? 0) >= MAX_NETWORKS) return nameOf({ apiKeyId, dayAt, network: SEVERAL_NETWORKS });
  addOne(networkCounts, day);
  return name;
}

function withUse(row: Row, { userAgent, ...use }: CountedUse): Row {
  const isNews = userAgent !== '' && row.userAgents.length < MAX_USER_AGENTS && !row.userAgents.includes(userAgent);
  const { requestCount, firstUsedAt, lastUsedAt }: UseCounts = use;
  return {
    ...row,
    requestCount: row.requestCount + requestCount,
    firstUsedAt: Math.min(row.firstUsedAt, firstUsedAt),
    lastUsedAt: Math.max(row.lastUsedAt, lastUsedAt),
    userAgents: isNews ? [...row.userAgents, userAgent] : row.userAgents,
  };
}

function clientsOf(row: Present | undefined): string[] {
  return row ? (JSON.parse(row.userAgents) as string[]) : []; // Written by this file.
}

function addOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function nameOf({ apiKeyId, dayAt, network }: Pick<Present, 'apiKeyId' | 'dayAt' | 'network'>): string {
  return `${apiKeyId} ${dayAt} ${network}`;
}
