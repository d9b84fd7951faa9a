import type { Page } from 'playwright-core';
import { DAY_MS } from '../../src/clock';
import { axeViolations } from '../support/axeViolations';
import { sharedBrowser } from '../support/browser';
import { chooseAction, dialog, openAsMember, openSignedIn, untilFocused } from '../support/consolePage';
import { addPerson } from '../support/people';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';
import { HOUR_MS, recordSince, writeGap, writeUse } from '../support/writtenUse';

const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';
const LIST = 'query List { processes { edges { node { name } } } }';

describe('the use of a key', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();
  const chart = (page: Page) => page.getByRole('application', { name: /^Requests over time/ });
  const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name });

  /** A key that is 100 days old, as is the counting of use. */
  async function oldKey(acme: TestOrganization, name: string): Promise<TestKey> {
    const key = await world().key(acme, { name, scopes: [READ, UPLOAD] });
    await recordSince(world(), NOW - 100 * DAY_MS);
    await world().rows('UPDATE "api_key" SET "createdAt" = $1 WHERE "id" = $2', [NOW - 100 * DAY_MS, key.id]);
    return key;
  }

  it('is shown as it was counted, and takes from the key what nobody needed', async () => {
    const { acme, page, requests, faults } = await openAsMember(browser(), world(), '/profile');
    const key = await oldKey(acme, 'Scanner');
    for (let call = 0; call < 3; call += 1) expect((await world().as(key).run(LIST)).body.errors).toBeUndefined();
    await world().app.services.usageIngest.ingestNow();
    await page.goto(`${world().url}/#/settings/api-keys`);
    await row(page, /Scanner/).waitFor();
    const charts = () => requests.filter((each) => each.includes('RequestChart'));
    expect(charts()).toEqual([]);
    await chooseAction(page, 'Scanner', 'Use');
    await chart(page).waitFor();
    expect(charts()).toHaveLength(1);
    await row(page, /^List/).getByRole('cell', { name: '3', exact: true }).waitFor();
    await row(page, /^127\.0\.0\.0\/24/).waitFor();
    await page.getByText('The same numbers as a table').click();
    await row(page, /^23 Nov 3 0 0/).waitFor();
    await page.getByText(/^\d+ fields$/).click();
    await row(page, /^Query\.processes 3/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove unused scopes' }).click();
    const goes = dialog(page).getByRole('list', { name: 'Goes (1)' });
    const stays = dialog(page).getByRole('list', { name: 'Stays (1)' });
    expect(await goes.innerText()).toContain(UPLOAD);
    expect(await stays.innerText()).toContain(READ);
    expect(await axeViolations(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Remove', exact: true }).click();
    await untilFocused(page, `Removed: ${UPLOAD}`);
    await row(page, new RegExp(UPLOAD)).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Remove unused scopes' }).count()).toBe(0);
    expect((await world().as(key).run(LIST)).body.errors).toBeUndefined();
    await page.getByRole('navigation', { name: 'API key' }).getByRole('link', { name: 'History' }).click();
    await row(page, /took rights from the API key Scanner/).waitFor();
    expect(faults).toEqual([]);
  });

  it('shows gaps as gaps, is read with the arrow keys, and goes without the chart', async () => {
    const acme = await world().organization();
    const key = await oldKey(acme, 'Gappy');
    await writeUse(
      world(),
      key.id,
      { name: 'List', needs: [[[READ]]] },
      { at: NOW - HOUR_MS, requests: 7, refused: 2 },
    );
    await writeGap(world(), NOW - 3 * DAY_MS, NOW - 2 * DAY_MS, key.id);
    const wishes = { viewport: { width: 375, height: 700 }, colorScheme: 'dark' } as const;
    const { page } = await openSignedIn(browser(), world(), await addPerson(world(), acme), '/profile', wishes);
    await page.route(/RequestChart/, (route) => route.abort());
    await page.goto(`${world().url}/#/keys/${key.id}/use`);
    await page.getByText('The chart could not be loaded.').waitFor();
    await page.unroute(/RequestChart/);
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await chart(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('status').getByText('25 Oct').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('status').getByText('24 Oct').waitFor();
    await page.getByText('The disk was full.').waitFor();
    await page.getByRole('listitem').getByText('Not counted').waitFor();
    expect(await page.locator('.recharts-reference-area-rect').count()).toBe(1);
    await page.getByText('The same numbers as a table').click();
    await row(page, /^21 Nov Not counted$/).waitFor();
    await page.getByText('24 hours', { exact: true }).click();
    await row(page, /^Mon 11:00 7 2 0/).waitFor();
    expect(page.url()).toMatch(/use\?days=1$/);
    await page.reload();
    await chart(page).waitFor();
    expect(await page.getByRole('radio', { name: '24 hours' }).isChecked()).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('is narrowed only once it was counted long enough, and never to nothing', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const young = await world().key(acme, { name: 'Young', scopes: [READ, UPLOAD] });
    const idle = await oldKey(acme, 'Idle');
    await page.goto(`${world().url}/#/keys/${young.id}`);
    await page.getByText('The key is younger than 30 days.').waitFor();
    await page.goto(`${world().url}/#/keys/${idle.id}/use`);
    await page.getByText('Nobody needed any scope in 30 days.').waitFor();
    expect(await page.getByRole('button', { name: 'Remove unused scopes' }).count()).toBe(0);
    await page.goto(`${world().url}/#/keys/none/use`);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  });
});
