import { statfsSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import type { Cores } from './cores';
import { LOAD } from './LoadedServer';
import { LISTING_SECONDS } from './listingRows';
import { PAIR_COUNT } from './pairRow';
import type { RowResult } from './row';

/** Units: share of a core below which a server was not alone on it. */
const ALONE_SHARE = 0.9;
/** What statfs(2) says of a file system that is memory. */
const TMPFS = 0x01021994;

/** What a reader must know of a run to judge its ratios, in sentences. */
export function conditionsOf(
  { isPinned, server, load }: Cores,
  folder: string,
  results: readonly RowResult[],
  pairCount: number,
): string[] {
  const { measuredSeconds, warmUpSeconds, connectionCount } = LOAD;
  const place = isPinned
    ? `servers on core ${server}, load and PostgreSQL on core ${load}`
    : 'not pinned, as there is no taskset';
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const sentences = [
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.version} on ${type()}, ${cpus().length} cores (${cpus()[0]?.model ?? 'an unknown processor'}), ${gigabytes} GB of memory; ${place}.`,
    `${pairCount} pairs of ${measuredSeconds} s each after ${warmUpSeconds} s of warm-up, ${connectionCount} connections where the row does not say otherwise (lists: ${PAIR_COUNT} pairs of ${LISTING_SECONDS} s on one connection); every answer was compared with the expected one.`,
    'PostgreSQL is on the core of the load, since a database is another machine’s work.',
  ];
  if (statfsSync(folder).type === TMPFS) {
    sentences.push('The databases were in memory, not on a disk: the rows that write say little.');
  }
  return [...sentences, ...sharesOf(results)];
}

function sharesOf(results: readonly RowResult[]): string[] {
  const maxLoadShare = Math.max(...results.map((result) => result.maxLoadShare ?? 0));
  const crowded = results.filter(({ minServerShare }) => minServerShare !== null && minServerShare < ALONE_SHARE);
  const sentences = maxLoadShare === 0 ? [] : [`The load generator used at most ${percent(maxLoadShare)} of its core.`];
  if (crowded.length > 0) {
    const list = crowded.map(({ title, minServerShare }) => `${title.name} ${percent(minServerShare ?? 0)}`).join(', ');
    sentences.push(
      `A server had less than ${percent(ALONE_SHARE)} of its core in ${list}: it waited for a disk or a database, or other programs were in its way.`,
    );
  }
  return sentences;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
