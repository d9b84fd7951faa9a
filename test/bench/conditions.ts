import { cpus } from 'node:os';
import type { Cores } from './cores';
import { LOAD, type RowResult } from './measureRow';

/** Units: share of a core below which a server was not alone on it. */
const ALONE_SHARE = 0.9;

/** What a reader must know of a run to judge its ratios, in sentences. */
export function conditionsOf({ isPinned, server, load }: Cores, results: readonly RowResult[]): string[] {
  const { pairCount, measuredSeconds, warmUpSeconds, connectionCount } = LOAD;
  const place = isPinned ? `servers on core ${server}, load on core ${load}` : 'not pinned, as there is no taskset';
  const maxLoadShare = Math.max(...results.map((result) => result.maxLoadShare));
  const minServerShare = Math.min(...results.map((result) => result.minServerShare));
  const sentences = [
    `${pairCount} pairs of ${measuredSeconds} s each after ${warmUpSeconds} s of warm-up, ${connectionCount} connections; every answer was compared with the expected bytes, or with their pattern where no two are the same.`,
    `Node.js ${process.version} on ${cpus()[0]?.model ?? 'an unknown processor'}; ${place}.`,
    `The load generator used at most ${percent(maxLoadShare)} of a core, each server at least ${percent(minServerShare)}.`,
  ];
  if (minServerShare < ALONE_SHARE)
    sentences.push('Other programs were in the way: run it again when nothing else runs.');
  return sentences;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
