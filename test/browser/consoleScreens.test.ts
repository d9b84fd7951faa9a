import type { BrowserContextOptions, Page } from 'playwright-core';
import { DAY_MS } from '../../src/clock';
import { deleteApiKey } from '../support/apiKeyMutations';
import { axeViolations } from '../support/axeViolations';
import { sharedBrowser } from '../support/browser';
import {
  chooseAction,
  createKey,
  dialog,
  openAnew,
  openConsole,
  openSignedIn,
  SCOPE_COUNT,
} from '../support/consolePage';
import { disableApiKey } from '../support/endMutations';
import { addPerson, type TestMember } from '../support/people';
import { rotateApiKey, use } from '../support/rotations';
import { times } from '../support/times';
import { sharedWorld, type TestOrganization } from '../support/world';

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
      await page.getByText(SCOPE_COUNT).first().focus();
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
  ['the value of a key', '/settings/api-keys', (page) => createKey(page, 'Shown')],
  [
    'the question whether it was saved',
    '/settings/api-keys',
    async (page) => {
      await createKey(page, 'Shown');
      await dialog(page).getByRole('button', { name: 'Done' }).click();
    },
  ],
  ['the end of a key', '/settings/api-keys', (page) => chooseAction(page, 'Over', 'Delete')],
  ['another secret of a key', '/settings/api-keys', (page) => chooseAction(page, 'Ends soon', 'Replace')],
  ['a key that is disabled', '/settings/api-keys', (page) => chooseAction(page, 'Ends soon', 'Disable')],
  ['a key that is enabled', '/settings/api-keys', (page) => chooseAction(page, 'Leaked', 'Enable')],
  [
    'the end of the old of two secrets',
    '/settings/api-keys',
    async (page) => {
      await chooseAction(page, 'Twice', 'Finish replacing');
      await dialog(page).getByRole('listitem').waitFor();
    },
  ],
  [
    'the end of the new of two secrets',
    '/settings/api-keys',
    (page) => chooseAction(page, 'Twice', 'Cancel replacing'),
  ],
  [
    'a key that is restored',
    '/settings/api-keys',
    async (page) => {
      await page.getByRole('combobox', { name: 'Status' }).selectOption('Deleted');
      await chooseAction(page, 'Gone', 'Restore');
    },
  ],
  ['another name of a key', '/settings/api-keys', (page) => chooseAction(page, 'Over', 'Edit')],
  [
    'nothing found',
    '/settings/api-keys',
    async (page) => {
      await page.getByRole('searchbox', { name: 'Search' }).fill('nothing of the kind');
      await page.getByRole('button', { name: 'Clear filters' }).waitFor();
    },
  ],
  ['the members', '/settings/members', (page) => page.getByRole('table', { name: 'Members' }).waitFor()],
  ['an invitation to be', '/settings/members', (page) => openInvitation(page)],
  [
    'the history',
    '/settings/history',
    async (page) => {
      await page.getByRole('button', { name: /^Details: .* created the process Invoices/ }).click();
      await page.getByRole('list', { name: 'Changes' }).waitFor();
    },
  ],
  ['the use of a key', '/settings/api-keys', (page) => openUse(page)],
  ['the organization', '/settings/organization', (page) => page.getByRole('button', { name: 'Save' }).waitFor()],
  ['the profile', '/profile', (page) => page.getByRole('button', { name: 'Change password' }).waitFor()],
  ['the menu of the person', '/profile', (page) => page.getByRole('button', { name: /^Ada/ }).click()],
  ['no page', '/nowhere', (page) => page.getByRole('heading', { name: 'Page not found' }).waitFor()],
];

async function openUse(page: Page): Promise<void> {
  await chooseAction(page, 'Twice', 'Use');
  await page.getByRole('application', { name: /^Requests over time/ }).waitFor();
  await page.getByText('The same numbers as a table').click();
}

async function openInvitation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite member' }).click();
  await dialog(page).waitFor();
}

/** One of so many screens each, from the first one on. */
function oneOfEach(step: number, screens: typeof SCREENS): typeof SCREENS {
  return screens.filter((_each, index) => index % step === 0);
}

/** Units: milliseconds: axe-core looks at every screen, which takes it a second each. */
const ALL_SCREENS_MS = 600_000;

describe('every screen of the console', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();
  let scene: { organization: TestOrganization; person: TestMember; processId: string };
  beforeAll(async () => {
    const organization = await world().organization('Acme');
    const process = await world().process(organization, 'Invoices');
    const person = await addPerson(world(), organization, { name: 'Ada' });
    await world().key(organization, { name: 'Ends soon', expiresAt: world().now + 5 * DAY_MS });
    const over = await world().key(organization, { name: 'Over', scopes: ['workspace.process:read'] });
    await world().rows('UPDATE "api_key" SET "expiresAt" = $1 WHERE "id" = $2', [world().now - DAY_MS, over.id]);
    const as = world().as(organization.key);
    const twice = await world().key(organization, { name: 'Twice', scopes: ['workspace.process:read'] });
    await rotateApiKey(as, twice);
    await use(world(), twice);
    const leaked = await world().key(organization, { name: 'Leaked' });
    await disableApiKey(as, { id: leaked.id, reason: 'COMPROMISED', note: 'Found in a log.' });
    const gone = await world().key(organization, { name: 'Gone' });
    await deleteApiKey(as, gone.id);
    await world().key(organization, { name: 'Unfit', scopes: ['workspace.file:upload'] });
    await world().rows('UPDATE "api_key" SET "blockedFrom" = $1 WHERE "name" = $2', [world().now, 'Unfit']);
    scene = { organization, person, processId: process.id };
  });

  it.each([
    ['light', oneOfEach(times({ usual: 2, long: 1 }), SCREENS)],
    ['dark', oneOfEach(times({ usual: 6, long: 3 }), SCREENS)],
  ] as const)(
    'can be read by everybody, loads nothing from elsewhere, and is %s',
    async (colorScheme, screens) => {
      const { page, faults, requests } = await openSignedIn(browser(), world(), scene.person, '/', { colorScheme });
      expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe(colorScheme);
      const violations: unknown[] = [];
      const charted: string[] = [];
      for (const [name, place, open] of screens) {
        const askedBefore = requests.length;
        await show(page, place, open);
        if (requests.slice(askedBefore).some((each) => each.includes('RequestChart'))) charted.push(name);
        violations.push(...(await axeViolations(page)).map((violation) => [name, violation]));
      }
      expect(violations).toEqual([]);
      expect(faults).toEqual([]);
      expect(charted.filter((name) => name !== 'the use of a key')).toEqual([]);
      expect(requests.filter((each) => !each.includes(` ${world().url}/`) && !each.startsWith('GET data:'))).toEqual(
        [],
      );
    },
    ALL_SCREENS_MS,
  );

  it.each(['light', 'dark'] as const)('of a stranger can be read by everybody, and is %s', async (colorScheme) => {
    const { page, faults } = await openConsole(browser(), world(), '/', { colorScheme });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${world().url}/#/invitation/none`);
    await page.getByText(/^This invitation was used/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it(
    'fits a screen of 375 pixels',
    async () => {
      const wishes: BrowserContextOptions = { viewport: { width: 375, height: 700 } };
      const { page } = await openSignedIn(browser(), world(), scene.person, '/', wishes);
      const tooWide: string[] = [];
      const screens = SCREENS.filter(([name]) => name !== 'the menu of the person');
      for (const [name, place, open] of oneOfEach(times({ usual: 4, long: 1 }), screens)) {
        await show(page, place, open);
        if ((await page.evaluate('document.documentElement.scrollWidth')) !== 375) tooWide.push(name);
      }
      expect(tooWide).toEqual([]);
      await page.goto(`${world().url}/#/`);
      await page.getByRole('button', { name: 'Open the navigation' }).click();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('heading', { name: 'API key' }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
    },
    ALL_SCREENS_MS,
  );

  it('shows names as text', async () => {
    const globex = await world().organization(HOSTILE);
    await world().process(globex, HOSTILE);
    await world().key(globex, { name: HOSTILE });
    const person = await addPerson(world(), globex, { name: HOSTILE });
    const { page, faults } = await openSignedIn(browser(), world(), person);
    await page.getByRole('link', { name: HOSTILE }).waitFor();
    for (const place of ['settings/api-keys', 'settings/members', 'settings/organization', 'profile']) {
      await page.goto(`${world().url}/#/${place}`);
      if (place === 'settings/organization') await expectName(page, HOSTILE);
      else await page.getByRole('main').getByText(HOSTILE).first().waitFor();
      expect(await page.locator('img').count()).toBe(0);
    }
    expect(faults).toEqual([]);
  });

  async function show(page: Page, place: string, open: (page: Page) => Promise<unknown>): Promise<void> {
    await openAnew(page, world(), place.replace('PROCESS', scene.processId));
    await page.locator('h1').waitFor();
    await open(page);
  }
});

async function expectName(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe(name);
}
