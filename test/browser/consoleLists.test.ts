import { DAY_MS } from '../../src/clock';
import { sharedBrowser } from '../support/browser';
import { chooseAction, dialog, openAsMember, SCOPE_COUNT, until, untilFocused } from '../support/consolePage';
import { hold } from '../support/hold';
import { sharedWorld } from '../support/world';

describe('a person who reads the lists of the console', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();

  it('finds the focus and the place in the list where a row was deleted', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    await page.setViewportSize({ width: 1280, height: 500 });
    for (let number = 10; number < 30; number += 1) {
      world().now += 1;
      await world().key(acme, { name: `Key ${number}` });
    }
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Key 12', 'Delete');
    const scrolled = Number(await page.evaluate('scrollY'));
    expect(scrolled).toBeGreaterThan(0);
    const letGo = await hold(page, 'query OrganizationApiKeys(');
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Actions for Key 12' }).waitFor({ state: 'detached' });
    await letGo();
    await untilFocused(page, 'Actions for Key 11');
    expect(await page.evaluate('scrollY')).toBeGreaterThan(scrolled / 2);
  });

  it('sees when a key ends: in words, in a colour, and to the instant', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    await world().key(acme, { name: 'Ends shortly', expiresAt: world().now + 5 * DAY_MS });
    const over = await world().key(acme, { name: 'Over', scopes: ['workspace.process:read'] });
    await world().rows('UPDATE "api_key" SET "expiresAt" = $1 WHERE "id" = $2', [world().now - DAY_MS, over.id]);
    await page.goto(`${world().url}/#/settings/api-keys`);
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
    await row('Ends shortly').getByText('in 5 days').waitFor();
    const [soon, past] = [row('Ends shortly').getByText('Soon'), row('Over').getByText('Past')];
    expect([await soon.getAttribute('data-tone'), await past.getAttribute('data-tone')]).toEqual(['warn', 'bad']);
    await row('Over').getByText('Expired').waitFor();
    await row('Over').getByText('24 hours ago').hover();
    await page.getByRole('tooltip').getByText('2026-11-22T12:00:00.000Z').waitFor();
  });

  it('is told how far an instant is away as long as the page is open', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    await world().key(acme, { name: 'Ends shortly', expiresAt: world().now + 5 * DAY_MS });
    await page.clock.install({ time: world().now });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await page.reload();
    const row = page.getByRole('row', { name: /Ends shortly/ });
    await row.getByText('in 5 days').waitFor();
    await page.clock.fastForward(3 * DAY_MS + 10 * 60_000);
    await row.getByText('in 48 hours').waitFor();
    await page.clock.fastForward(2 * DAY_MS);
    await row.getByText('Past', { exact: true }).waitFor();
  });

  it('is shown many scopes in a list that scrolls, within the window', async () => {
    const { page } = await openAsMember(browser(), world());
    await page.setViewportSize({ width: 1280, height: 700 });
    const count = page.getByText(SCOPE_COUNT).first();
    await count.hover();
    const list = page.getByRole('tooltip');
    await list.hover();
    const box = await list.boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box && box.y + box.height).toBeLessThan(700);
    await page.mouse.wheel(0, 2_000);
    await until(page, `document.querySelector('[role="tooltip"] > div').scrollTop > 0`);
    await page.mouse.move(0, 0);
    await list.waitFor({ state: 'detached' });
    await count.focus();
    await list.waitFor();
    await page.keyboard.press('Shift+Tab');
    await until(page, `document.activeElement?.matches('[role="tooltip"] *')`);
    await page.keyboard.press('Shift+Tab');
    await list.waitFor({ state: 'detached' });
    await count.hover();
    await list.waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
  });

  it('finds keys a page at a time, searched, filtered and sorted', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    for (let number = 10; number < 40; number += 1) {
      const scopes = [number < 12 ? 'workspace.export:create' : 'workspace.process:read'];
      await world().key(acme, { name: `Key ${number}`, scopes });
    }
    await page.goto(`${world().url}/#/settings/api-keys`);
    await page.getByText('25 of 31').waitFor();
    await page.getByRole('button', { name: 'Load more' }).press('Enter');
    await untilFocused(page, '31 of 31');
    await chooseAction(page, 'Key 39', 'Delete');
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('30 of 30').waitFor();
    const letGo = await hold(page, 'query OrganizationApiKeys(');
    await page.getByRole('searchbox', { name: 'Search' }).fill('KEY 2');
    // What the last search found is still there, and looks like it.
    await until(page, `document.querySelector('main [aria-busy="true"]')?.style.opacity === '0.5'`);
    await letGo();
    await page.getByText('10 of 10').waitFor();
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Name, from Z');
    await page.getByRole('row').nth(1).getByText('Key 29').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    await page.getByRole('combobox', { name: 'Scope' }).selectOption('workspace.export:create');
    await page.getByText('3 of 3').waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Expired');
    await page.getByRole('status').getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
    await untilFocused(page, '25 of 30');
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Deleted');
    await page.getByRole('row', { name: /Key 39/ }).waitFor();
  });

  it('sees of the organization and of each process the keys that are its own, and takes no search along', async () => {
    const { acme, page } = await openAsMember(browser(), world());
    const [invoices, orders] = [await world().process(acme, 'Invoices'), await world().process(acme, 'Orders')];
    await world().key(acme, { name: 'Of invoices', processId: invoices.id });
    await world().key(acme, { name: 'Of orders', processId: orders.id });
    const keysOf = async ({ id }: { readonly id: string }) => {
      await page.goto(`${world().url}/#/processes/${id}/configuration/api-keys`);
    };
    await page.reload();
    await page.getByText('1 of 1').waitFor();
    await page.goto(`${world().url}/#/processes/${orders.id}`);
    await page.getByRole('link', { name: 'Configuration' }).waitFor();
    await keysOf(invoices);
    await page.getByRole('row', { name: /Of invoices/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('invoices');
    const letGo = await hold(page, 'query ProcessApiKeys(');
    await keysOf(orders);
    await page.getByRole('status').getByText('Loading').waitFor();
    expect(await page.getByText('Of invoices').count()).toBe(0);
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('');
    await letGo();
    await page.getByRole('row', { name: /Of orders/ }).waitFor();
  });

  it('makes, renames and deletes a process, by typing its name as it looks', async () => {
    const { page } = await openAsMember(browser(), world(), '/');
    await page.getByText('No processes yet').waitFor();
    await page.getByRole('button', { name: 'Create process' }).click();
    await dialog(page).getByLabel('Name').fill('Orders');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    await page.getByRole('link', { name: 'Configuration' }).click();
    await page.getByLabel('Name').fill('Caf\u00e9  or\u00adders');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: /^Caf\u00e9 / }).waitFor();
    await page.getByRole('button', { name: 'Delete process' }).click();
    const end = dialog(page).getByRole('button', { name: 'Delete', exact: true });
    await dialog(page).getByLabel('Name of the process').fill('Orders');
    expect(await end.isDisabled()).toBe(true);
    await dialog(page).getByLabel('Name of the process').fill('Cafe\u0301 orders');
    const place = page.url();
    await end.click();
    await page.getByText('No processes yet').waitFor();
    const letGo = await hold(page, 'query Process(');
    await page.goto(place);
    await page.getByRole('status').getByText('Loading').waitFor();
    expect(await page.getByText('Caf\u00e9').count()).toBe(0);
    await letGo();
    await page.getByText('Process not found').first().waitFor();
  });

  it('is told what failed, and may try again', async () => {
    const { page } = await openAsMember(browser(), world(), '/profile');
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).press('Enter');
    await page.getByText('No processes yet').waitFor();
    await until(page, `document.activeElement?.matches('[role="status"]')`);
  });
});
