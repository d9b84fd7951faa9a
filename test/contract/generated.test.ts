import { staleFiles } from '../../src/generate';

describe('generated files', () => {
  it('are what the code makes', async () => {
    expect(await staleFiles(process.cwd())).toEqual([]);
  });
});
