import { firstKeyOf } from '../support/firstKeyOf';
import { freePort } from '../support/freePort';
import { cut } from '../support/pageBlocks';
import { isInstalled, Shell } from '../support/Shell';

const hasCurl = isInstalled('curl');
const itWithCurl = hasCurl ? it : it.skip;

describe(hasCurl ? 'the first screen' : 'the first screen (skipped: curl is not installed)', () => {
  itWithCurl('leads from a clone to an answer', async () => {
    const port = String(await freePort());
    const shell = await Shell.open({ PORT: port });
    const key = await firstKeyOf(shell.start(cut('README.md', 'start')));
    const query = cut('README.md', 'first-query').replace('lko_…:lks_…', key).replace('4000', port);
    expect(JSON.parse(await shell.run(query))).toEqual(JSON.parse(cut('README.md', 'first-answer')));
  });
});
