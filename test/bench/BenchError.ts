/** Why there is no ratio to print, in one sentence: something cannot run here, or an answer was wrong. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
