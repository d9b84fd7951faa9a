import { FailureLines } from '../src/FailureLines';
import { createLog } from '../src/log';

/** The lines that a log of a level has, and what writes them. */
function linesAt(level: 'debug' | 'info') {
  const at = { now: 0 };
  const written: Record<string, unknown>[] = [];
  const log = createLog(level, { write: (line) => void written.push(JSON.parse(line)) });
  return { at, written, lines: new FailureLines(log, () => at.now) };
}

describe('lines of failures', () => {
  it('are 60 of a kind in a minute, and the next one tells how many were left out', () => {
    const { at, written, lines } = linesAt('info');
    for (let index = 1; index <= 1_000; index += 1) lines.write('info', { code: 'RATE_LIMITED', index }, 'refused');
    lines.write('error', { code: 'INTERNAL_SERVER_ERROR' }, 'something went wrong');
    expect(written.map(({ index }) => index)).toEqual([
      ...Array.from({ length: 60 }, (_none, index) => index + 1),
      undefined,
    ]);
    at.now = 60_000;
    lines.write('info', { code: 'RATE_LIMITED' }, 'refused');
    expect(written.at(-1)).toMatchObject({ level: 30, msg: 'refused', leftOutCount: 940 });
  });

  it('are all written at "debug"', () => {
    const { written, lines } = linesAt('debug');
    for (let index = 1; index <= 1_000; index += 1) lines.write('debug', {}, 'refused');
    expect(written).toHaveLength(1_000);
  });
});
