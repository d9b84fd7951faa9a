import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { DAY_MS } from '../../src/clock';
import { sharedBrowser } from '../support/browser';
import { dialog, openSignedIn } from '../support/consolePage';
import { testFolder } from '../support/engines';
import { addPerson } from '../support/people';
import { sharedWorld } from '../support/world';

/** What the README shows. `npm run screenshots` writes them anew. */
const ASSETS = path.resolve('src/console/assets');
const MAX_BYTES = 200_000;
const VIEWPORT = { width: 1_440, height: 810 };

describe('the pictures of the console', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();

  it('show the keys of an organization, and a value that is shown once', async () => {
    const acme = await world().organization('Acme');
    await world().rows('DELETE FROM "api_key"');
    const day = (days: number) => world().now + days * DAY_MS;
    await world().key(acme, { name: 'Gateway', scopes: ['workspace.process:read'], expiresAt: day(170) });
    await world().key(acme, {
      name: 'Data warehouse',
      scopes: ['workspace.result:read', 'workspace.export:create'],
      expiresAt: day(9),
    });
    const old = await world().key(acme, { name: 'Pilot', scopes: ['workspace.file:upload'] });
    await world().rows('UPDATE "api_key" SET "expiresAt" = $1 WHERE "id" = $2', [day(-3), old.id]);
    await world().rows('UPDATE "api_key" SET "lastUsedAt" = $1 WHERE "id" <> $2', [world().now - 120_000, old.id]);
    const person = await addPerson(world(), acme, { name: 'Ada Lovelace', email: 'ada@example.com' });
    const { page } = await openSignedIn(browser(), world(), person, '/settings/api-keys', { viewport: VIEWPORT });
    await page.getByText('3 of 3').waitFor();
    await picture(page, 'keys.png');
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByLabel('Name').fill('Nightly import');
    await dialog(page).getByRole('radio', { name: 'All' }).check();
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await dialog(page)
      .getByText(/nobody can see it again/)
      .waitFor();
    await picture(page, 'value.png');
  });

  it.each(['keys.png', 'value.png'])('are kept, and small: %s', (name) => {
    const picture = readFileSync(path.join(ASSETS, name));
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([VIEWPORT.width, VIEWPORT.height]); // PNG, 11.2.1
    expect(picture.length).toBeLessThan(MAX_BYTES);
    expect(readFileSync('README.md', 'utf8')).toContain(`](src/console/assets/${name})`);
  });
});

async function picture(page: Page, name: string): Promise<void> {
  const file = path.join(testFolder(), name);
  const { length } = await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  expect(length).toBeLessThan(MAX_BYTES);
  if (process.env.SCREENSHOTS === 'on') copyFileSync(file, path.join(ASSETS, name));
}
