import { staleFiles } from '../../src/building/generate';

describe('generated files', () => {
  it('are what the code makes', async () => {
    expect(await staleFiles(process.cwd())).toEqual([]);
  });
});
