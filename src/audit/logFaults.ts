import { CLOSE_OPENINGS, openingSentence } from './leftOpenings';
import { shownId } from './shownId';
import type { VerifiedLog } from './verifyLog';

/**
 * What is wrong with a log whose rows are all as they were. Shape: sentences. Once retention has dropped rows, it is no fault that
 * no event tells of an erasure. Source: decision 105.
 */
export function logFaults({ firstKept, unexplained, openings }: VerifiedLog): string[] {
  return [
    ...(unexplained.count > 0 && firstKept === 0 ? [unexplainedSentence(unexplained)] : []),
    ...(openings.length > 0 ? [`${openingSentence(openings)} ${CLOSE_OPENINGS}`] : []),
  ];
}

/** Says how many rows lost something that no event tells of, and which is the first. */
export function unexplainedSentence({ count, first }: VerifiedLog['unexplained']): string {
  const rows = `Rows of which something was erased, and no event tells why: ${count}`;
  return first === null ? rows : `${rows}. The first is row ${first.sequence} (${shownId(first)}).`;
}
