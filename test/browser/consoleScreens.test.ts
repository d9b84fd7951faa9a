import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DAY_MS } from '../../src/clock';
import { startBrowser } from '../support/browser';
import { chooseAction, dialog, openConsole, openSignedIn } from '../support/consolePage';
import { addPerson, type TestMember } from '../support/people';
import { sharedWorld, type TestOrganization } from '../support/world';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = `<img src=x onerror="alert(1)"> {{7*7}} javascript:alert(1)`;

/** Every screen, and what has to be done to see it. Shape: `place` with `PROCESS` for the id of a process. */
const SCREENS: [name: string, place: string, open: (page: Page) => Promise<unknown>][] = [
  ['the processes', '/', (page) => page.getByRole('link', { name: 'Invoices' }).waitFor()],
  ['a new process', '/', (page) => page.getByRole('button', { name: 'Create process' }).click()],
  ['a process', '/processes/PROCESS', (page) => page.getByRole('heading', { name: 'Invoices' }).waitFor()],
  ['its name', '/processes/PROCESS/configuration', (page) => page.getByRole('button', { name: 'Save' }).waitFor()],
  [
    'its end',
    '/processes/PROCESS/configuration',
    (page) => page.getByRole('button', { name: 'Delete process' }).click(),
  ],
  [
    'its keys, of which there are none',
    '/processes/PROCESS/configuration/api-keys',
    (page) => page.getByText('No API keys yet').waitFor(),
  ],
  ['a process that is not there', '/processes/none', (page) => page.getByRole('heading').first().waitFor()],
  ['the keys', '/settings/api-keys', (page) => page.getByRole('row', { name: /Ends soon/ }).waitFor()],
  ['what a row offers', '/settings/api-keys', (page) => page.getByRole('button', { name: 'Actions for Over' }).click()],
  [
    'the scopes of a key',
    '/settings/api-keys',
    async (page) => {
      await page.getByText('31 scopes').first().focus();
      await page.getByRole('tooltip').waitFor();
    },
  ],
  ['a new key', '/settings/api-keys', (page) => page.getByRole('button', { name: 'Create new API key' }).click()],
  [
    'scope by scope',
    '/settings/api-keys',
    async (page) => {
      await page.getByRole('button', { name: 'Create new API key' }).click();
      await page.getByRole('radio', { name: 'Only the ones needed' }).check();
      await page.getByRole('checkbox', { name: 'Read processes' }).check();
    },
  ],
  [
    'what is wrong with a new key',
    '/settings/api-keys',
    async (page) => {
      await page.getByRole('button', { name: 'Create new API key' }).click();
      await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
      await dialog(page).getByText('A name has 1 to 100 characters').waitFor();
    },
  ],
  ['the value of a key', '/settings/api-keys', createKey],
  [
    'the question whether it was saved',
    '/settings/api-keys',
    async (page) => {
      await createKey(page);
      await dialog(page).getByRole('button', { name: 'Done' }).click();
    },
  ],
  ['the end of a key', '/settings/api-keys', (page) => chooseAction(page, 'Over', 'Delete')],
  ['another name of a key', '/settings/api-keys', (page) => chooseAction(page, 'Over', 'Rename')],
  [
    'nothing found',
    '/settings/api-keys',
    async (page) => {
      await page.getByRole('searchbox', { name: 'Search' }).fill('nothing of the kind');
      await page.getByText(/No .* match|Nothing matches/).waitFor();
    },
  ],
  ['the members', '/settings/members', (page) => page.getByRole('table', { name: 'Members' }).waitFor()],
  ['an invitation to be', '/settings/members', (page) => page.getByRole('button', { name: 'Invite member' }).click()],
  ['the organization', '/settings/organization', (page) => page.getByRole('button', { name: 'Save' }).waitFor()],
  ['the profile', '/profile', (page) => page.getByRole('button', { name: 'Change password' }).waitFor()],
  ['the menu of the person', '/profile', (page) => page.getByRole('button', { name: /^Ada/ }).click()],
  ['no page', '/nowhere', (page) => page.getByRole('heading', { name: 'Page not found' }).waitFor()],
];

describe('every screen of the console', () => {
  const world = sharedWorld('sqlite');
  let browser: Browser;
  let scene: { organization: TestOrganization; person: TestMember; processId: string };

  beforeAll(async () => {
    browser = await startBrowser();
    const organization = await world().organization('Acme');
    const process = await world().process(organization, 'Invoices');
    const person = await addPerson(world(), organization, { name: 'Ada' });
    await world().key(organization, { name: 'Ends soon', expiresAt: world().now + 5 * DAY_MS });
    const over = await world().key(organization, { name: 'Over', scopes: ['workspace.process:read'] });
    await world().rows('UPDATE "api_key" SET "expiresAt" = $1 WHERE "id" = $2', [world().now - DAY_MS, over.id]);
    scene = { organization, person, processId: process.id };
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  it.each(['light', 'dark'] as const)(
    'can be read by everybody, loads nothing from elsewhere, and is %s',
    async (colorScheme) => {
      const { page, faults, requests } = await openSignedIn(browser, world(), scene.person, '/', { colorScheme });
      const violations: unknown[] = [];
      for (const [name, place, open] of SCREENS) {
        await show(page, place, open);
        violations.push(...(await violationsOf(page)).map((violation) => [name, violation]));
      }
      expect(violations).toEqual([]);
      expect(faults).toEqual([]);
      expect(requests.filter((each) => !each.includes(` ${world().url}/`) && !each.startsWith('GET data:'))).toEqual(
        [],
      );
    },
  );

  it.each(['light', 'dark'] as const)('of a stranger can be read by everybody, and is %s', async (colorScheme) => {
    const { page, faults } = await openConsole(browser, world(), '/', { colorScheme });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(`${world().url}/#/invitation/none`);
    await page.getByText(/^This invitation was used/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('fits a screen of 375 pixels', async () => {
    const wishes: BrowserContextOptions = { viewport: { width: 375, height: 700 } };
    const { page } = await openSignedIn(browser, world(), scene.person, '/', wishes);
    const tooWide: string[] = [];
    for (const [name, place, open] of SCREENS.filter(([each]) => each !== 'the menu of the person')) {
      await show(page, place, open);
      if ((await page.evaluate('document.documentElement.scrollWidth')) !== 375) tooWide.push(name);
    }
    expect(tooWide).toEqual([]);
    await page.goto(`${world().url}/#/`);
    await page.getByRole('button', { name: 'Open the navigation' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'API key' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('shows names as text', async () => {
    const globex = await world().organization(HOSTILE);
    await world().process(globex, HOSTILE);
    await world().key(globex, { name: HOSTILE });
    const person = await addPerson(world(), globex, { name: HOSTILE });
    const { page, faults } = await openSignedIn(browser, world(), person);
    await page.getByRole('link', { name: HOSTILE }).waitFor();
    for (const place of ['settings/api-keys', 'settings/members', 'settings/organization', 'profile']) {
      await page.goto(`${world().url}/#/${place}`);
      await page
        .getByRole('main')
        .getByText(HOSTILE)
        .first()
        .or(page.getByRole('textbox', { name: 'Name' }))
        .waitFor();
      expect(await page.locator('img').count()).toBe(0);
    }
    expect(faults).toEqual([]);
  });

  it('can be used by the keyboard alone, and the focus comes back from dialogs', async () => {
    const { page } = await openSignedIn(browser, world(), scene.person, '/settings/api-keys');
    const opener = page.getByRole('button', { name: 'Create new API key' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await until(page, `document.activeElement?.matches('[role="dialog"] input')`);
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await dialog(page).getByRole('radio', { name: 'All' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await dialog(page)
      .getByText(/nobody can see it again/)
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).getByRole('button', { name: 'Yes, close' }).focus();
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await expectFocus(page, 'Create new API key');
    const dots = page.getByRole('button', { name: 'Actions for By keyboard' });
    await dots.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await page.keyboard.press('Escape');
    await expectFocus(page, 'Actions for By keyboard');
  });

  it('loses nothing where the connection drops in the middle of a form', async () => {
    const { page } = await openSignedIn(browser, world(), scene.person, '/settings/api-keys');
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByLabel('Name').fill('Patience');
    await dialog(page).getByRole('radio', { name: 'All' }).check();
    await page.context().setOffline(true);
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await dialog(page)
      .getByRole('alert')
      .getByText(/connection was lost/i)
      .waitFor();
    expect(await dialog(page).getByLabel('Name').inputValue()).toBe('Patience');
    await page.context().setOffline(false);
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await dialog(page)
      .getByText(/nobody can see it again/)
      .waitFor();
  });

  it('shows when a key ends: in words, in a colour, and to the instant', async () => {
    const { page } = await openSignedIn(browser, world(), scene.person, '/settings/api-keys');
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
    await row('Ends soon').getByText('in 5 days').waitFor();
    await row('Ends soon').getByText('Soon', { exact: true }).waitFor();
    await row('Over').getByText('Expired').waitFor();
    await row('Over').getByText('24 hours ago').hover();
    await page.getByRole('tooltip').getByText('2026-11-22T12:00:00.000Z').waitFor();
  });

  it('says how far an instant is away as long as the page is open', async () => {
    const { page } = await openSignedIn(browser, world(), scene.person, '/settings/api-keys');
    await page.clock.install({ time: world().now });
    await page.reload();
    const row = page.getByRole('row', { name: /Ends soon/ });
    await row.getByText('in 5 days').waitFor();
    await page.clock.fastForward(3 * DAY_MS + 10 * 60_000);
    await row.getByText('in 48 hours').waitFor();
    await page.clock.fastForward(2 * DAY_MS);
    await row.getByText('Past', { exact: true }).waitFor();
  });

  it('shows many scopes in a list that scrolls, within the window', async () => {
    const wishes: BrowserContextOptions = { viewport: { width: 1280, height: 700 } };
    const { page } = await openSignedIn(browser, world(), scene.person, '/settings/api-keys', wishes);
    const count = page.getByText('31 scopes').first();
    await count.hover();
    const list = page.getByRole('tooltip');
    await list.hover();
    const box = await list.boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box && box.y + box.height).toBeLessThan(700);
    await page.mouse.wheel(0, 2_000);
    await until(page, `document.querySelector('[role="tooltip"] > div').scrollTop > 0`);
    await page.keyboard.press('Escape');
    await count.focus();
    await list.waitFor();
    await page.keyboard.press('Shift+Tab');
    await until(page, `document.activeElement?.matches('[role="tooltip"] *')`);
    await page.keyboard.press('Shift+Tab');
    await list.waitFor({ state: 'detached' });
  });

  it('lists keys a page at a time, searched, filtered and sorted', async () => {
    const globex = await world().organization('Globex');
    for (let number = 10; number < 40; number += 1) {
      await world().key(globex, {
        name: `Key ${number}`,
        scopes: [number < 12 ? 'workspace.export:create' : 'workspace.process:read'],
      });
    }
    const person = await addPerson(world(), globex);
    const { page } = await openSignedIn(browser, world(), person, '/settings/api-keys');
    await page.getByText('25 of 31').waitFor();
    await page.getByRole('button', { name: 'Load more' }).press('Enter');
    await page.getByText('31 of 31').waitFor();
    await until(page, `document.activeElement?.matches('[role="status"]')`);
    await page.getByRole('searchbox', { name: 'Search' }).fill('KEY 2');
    await page.getByText('10 of 10').waitFor();
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Name, from Z');
    await page.getByRole('row').nth(1).getByText('Key 29').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    await page.getByRole('combobox', { name: 'Scope' }).selectOption('workspace.export:create');
    await page.getByText('3 of 3').waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Expired');
    await page.getByRole('status').getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
    await page.getByText('25 of 31').waitFor();
    await until(page, `document.activeElement?.matches('[role="status"]')`);
    await page.getByRole('row').nth(1).getByText('Key 39').waitFor();
  });

  it('makes, renames and deletes a process, by typing its name', async () => {
    const { page } = await openSignedIn(browser, world(), scene.person);
    await page.getByRole('button', { name: 'Create process' }).click();
    await dialog(page).getByLabel('Name').fill('Orders');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'Orders' }).waitFor();
    await page.getByRole('link', { name: 'Configuration' }).click();
    await page.getByLabel('Name').fill('Purchase orders');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Purchase orders' }).waitFor();
    await page.getByRole('button', { name: 'Delete process' }).click();
    const end = dialog(page).getByRole('button', { name: 'Delete', exact: true });
    await dialog(page).getByLabel('Name of the process').fill('Orders');
    expect(await end.isDisabled()).toBe(true);
    await dialog(page).getByLabel('Name of the process').fill('Purchase orders');
    await end.click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await page.getByRole('link', { name: 'Invoices' }).waitFor();
    expect(await page.getByRole('link', { name: 'Purchase orders' }).count()).toBe(0);
  });

  async function show(page: Page, place: string, open: (page: Page) => Promise<unknown>): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${world().url}/#${place.replace('PROCESS', scene.processId)}`);
    await page.locator('h1').waitFor();
    await open(page);
  }
});

async function createKey(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create new API key' }).click();
  await dialog(page).getByLabel('Name').fill('Shown');
  await dialog(page).getByRole('radio', { name: 'All' }).check();
  await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
  await dialog(page)
    .getByText(/nobody can see it again/)
    .waitFor();
}

async function expectFocus(page: Page, name: string): Promise<void> {
  await until(
    page,
    `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)?.includes('${name}')`,
  );
}

/** What axe-core finds wrong, once nothing moves any more. */
async function violationsOf(page: Page): Promise<unknown[]> {
  await until(page, 'document.getAnimations().every(({ playState }) => playState !== "running")');
  return page.evaluate(`(async () => {
    ${AXE}
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary)]);
  })()`);
}

/** Waits until an expression is true. Playwright's own way evaluates text, which the page's policy does not let it. */
async function until(page: Page, expression: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const deadline = performance.now() + 10_000;
    const look = () => {
      if (${expression}) return resolve();
      if (performance.now() > deadline) return reject(new Error('not in time'));
      requestAnimationFrame(look);
    };
    look();
  })`);
}
