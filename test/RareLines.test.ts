import { createLog } from '../src/log';
import { RareLines } from '../src/RareLines';

describe('a line for what may happen with every request', () => {
  it('is written once for each cause, for twenty causes, and anew after ten minutes with the count of what was left out', () => {
    const written: string[] = [];
    const leftOut: unknown[] = [];
    const log = createLog('info', {
      write: (line) => {
        written.push(JSON.parse(line).cause);
        leftOut.push(JSON.parse(line).leftOutCount);
      },
    });
    let now = 0;
    const lines = new RareLines(log, () => now, { spanMs: 600_000, maxLines: 20 });
    const tell = (cause: string): boolean => lines.warn(cause, { cause }, 'it happened');
    for (const _time of [1, 2, 3]) tell('a');
    expect(written).toEqual(['a']);
    for (let index = 1; index <= 1_000; index += 1) tell(`invented ${index}`);
    expect([written.length, written.at(-1)]).toEqual([20, 'invented 19']);
    now = 599_999;
    tell('b');
    expect(written.length).toBe(20);
    now = 600_000;
    for (const _time of [1, 2, 3]) tell('a');
    expect(written.slice(20)).toEqual(['a']);
    expect([leftOut[0], leftOut[1], leftOut[20]]).toEqual([undefined, undefined, 982]);
    now -= 3_600_000;
    tell('a');
    expect(written.slice(20)).toEqual(['a', 'a']);
  });
});
