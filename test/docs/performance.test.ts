import { ROWS } from '../bench/rows';
import { cut } from '../support/pageBlocks';
import { Shell } from '../support/Shell';

describe('docs/performance.md', () => {
  it('lists the rows of the benchmark', async () => {
    const names = ROWS.map(({ name }) => name).join('\n');
    expect(await (await Shell.open()).run(cut('docs/performance.md', 'measure'))).toBe(`${names}\n`);
  });
});
