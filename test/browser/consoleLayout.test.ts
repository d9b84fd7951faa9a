import type { Locator, Page } from 'playwright-core';
import { DAY_MS } from '../../src/clock';
import { sharedBrowser } from '../support/browser';
import { chooseAction, dialog, openAnew, openConsole, openSignedIn, SCOPE_COUNT, until } from '../support/consolePage';
import { addMembership, addPerson, signedIn, type TestMember } from '../support/people';
import { invitationToken } from '../support/peopleMutations';
import { sharedWorld } from '../support/world';

const LONG = 'n'.repeat(100);
const LONG_EMAIL = `${'m'.repeat(64)}@${'d'.repeat(30)}.example.com`;
const GUEST_EMAIL = `${'g'.repeat(64)}@${'d'.repeat(30)}.example.com`;

/** Units: pixels: a telephone, a tablet, a laptop, and a wide screen. */
const WIDTHS = [375, 768, 1280, 1920];

/** Every place that shows a name, and what has to be done to see it. Shape: `place` with `PROCESS` for an id. */
const PLACES: [place: string, open: (page: Page) => Promise<unknown>][] = [
  ['/', (page) => page.getByRole('row', { name: LONG }).waitFor()],
  ['/processes/PROCESS', (page) => page.getByRole('heading', { name: LONG }).waitFor()],
  ['/processes/PROCESS/configuration', (page) => page.getByRole('button', { name: 'Save' }).waitFor()],
  [
    '/processes/PROCESS/configuration',
    async (page) => {
      await page.getByRole('button', { name: 'Delete process' }).click();
      await dialog(page).waitFor();
    },
  ],
  ['/processes/PROCESS/configuration/api-keys', (page) => page.getByRole('row', { name: LONG }).waitFor()],
  ['/settings/api-keys', (page) => page.getByRole('row', { name: LONG }).waitFor()],
  ['/settings/api-keys', (page) => ask(page, LONG, 'Delete')],
  ['/settings/api-keys', (page) => ask(page, LONG, 'Edit')],
  ['/settings/members', (page) => page.getByRole('table', { name: 'Open invitations' }).waitFor()],
  ['/settings/members', (page) => ask(page, LONG, 'Change role')],
  ['/settings/members', (page) => ask(page, LONG, 'Remove')],
  ['/settings/members', (page) => ask(page, GUEST_EMAIL, 'Withdraw')],
  ['/settings/organization', (page) => page.getByRole('button', { name: 'Save' }).waitFor()],
  ['/profile', (page) => page.getByRole('button', { name: 'Change password' }).waitFor()],
];

/**
 * What is wrong with how a page is laid out: it can be scrolled sideways, so can a dialog or a menu, a cell of
 * one word has two lines, or the three dots of a row are outside of the window or above the row's name.
 */
const FAULTS = `(() => {
  const isTooWide = ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth;
  const boxes = '[role="dialog"], [role="menu"], [role="menuitem"], nav, button';
  const faults = [document.documentElement, ...document.querySelectorAll(boxes)]
    .filter((box) => isTooWide(box) && getComputedStyle(box).clipPath === 'none')
    .map((box) => 'too wide: ' + box.tagName + ' ' + box.className);
  const rangeOf = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range;
  };
  for (const cell of document.querySelectorAll('tbody td > div')) {
    const isWord = /^[^ @]{1,20}$/.test(cell.textContent);
    const { height } = rangeOf(cell).getBoundingClientRect();
    if (isWord && height > 30) faults.push('broken: ' + cell.textContent);
  }
  for (const row of document.querySelectorAll('tbody tr')) {
    const [name, dots] = [row.querySelector('th > div'), row.querySelector('button')];
    if (!dots) continue;
    const place = dots.getBoundingClientRect();
    if (place.left < 0 || place.right > innerWidth) faults.push('dots outside');
    const isAbove = ({ left, right, top, bottom }) =>
      right > place.left && left < place.right && bottom > place.top && top < place.bottom;
    if ([...rangeOf(name).getClientRects()].some(isAbove)) faults.push('dots above a name');
  }
  return faults;
})()`;

/** Whether a hint has come up entirely, as one that only flashes never does. */
const STANDING = `[...document.querySelectorAll('[role="tooltip"]')].some((hint) => getComputedStyle(hint).opacity === '1')`;

describe('the layout of the console', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();
  let scene: { person: TestMember; processId: string; token: string };
  beforeAll(async () => {
    const acme = await world().organization(LONG);
    const { id: processId } = await world().process(acme, LONG);
    await world().key(acme, { name: LONG });
    await world().key(acme, { name: LONG, processId });
    const person = await addPerson(world(), acme, { name: LONG, email: LONG_EMAIL });
    await addPerson(world(), acme); // The last admin is offered nothing.
    world().now += 1; // The first organization is the one that is shown.
    await addMembership(world(), person, await world().organization(LONG));
    const token = await invitationToken(await signedIn(world(), person), GUEST_EMAIL);
    scene = { person, processId, token };
  });

  it('has room for names of 100 characters without a space', async () => {
    const { page } = await openSignedIn(browser(), world(), scene.person);
    const faults: unknown[] = [];
    for (const [place, open] of PLACES) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await openAnew(page, world(), place.replace('PROCESS', scene.processId));
      await open(page);
      faults.push(...(await faultsOf(page, place)));
    }
    expect(faults).toEqual([]);
  });

  it('has room for them in the menu of the person, and for whoever is invited', async () => {
    const { page } = await openSignedIn(browser(), world(), scene.person, '/', {
      viewport: { width: 375, height: 700 },
    });
    await page.getByRole('button', { name: 'Open the navigation' }).click();
    await page.getByRole('button', { name: LONG }).click();
    await page.getByRole('menuitem', { name: LONG }).waitFor();
    const faults = await faultsOf(page, 'the menu');
    const guest = await openConsole(browser(), world(), `/invitation/${scene.token}`);
    await guest.page.getByRole('button', { name: 'Join' }).waitFor();
    expect([...faults, ...(await faultsOf(guest.page, 'an invitation'))]).toEqual([]);
  });

  it.each(['de-DE', 'fr-FR'])('keeps the longer words of %s whole in a table as narrow as it gets', async (locale) => {
    const acme = await world().organization();
    const over = await world().key(acme, { name: 'Over' });
    const changes = 'UPDATE "api_key" SET "expiresAt" = $1, "lastUsedAt" = $1 WHERE "id" = $2';
    await world().rows(changes, [world().now - DAY_MS, over.id]);
    const person = await addPerson(world(), acme);
    const { page } = await openSignedIn(browser(), world(), person, '/settings/api-keys', { locale });
    await page.getByRole('row', { name: 'Over' }).waitFor();
    const tooWide: number[] = [];
    for (let width = 1_100; width < 1_280; width += 4) {
      await page.setViewportSize({ width, height: 800 });
      const isWider = (table: HTMLElement) => table.offsetWidth > (table.parentElement?.clientWidth ?? 0);
      if (await page.locator('table').evaluate(isWider)) tooWide.push(width);
    }
    expect(tooWide).toEqual([]);
  });

  it('shows under a finger, until it taps elsewhere, what it shows under the mouse', async () => {
    const wishes = { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true };
    const { page } = await openSignedIn(browser(), world(), scene.person, '/settings/api-keys', wishes);
    const hint = page.getByRole('tooltip');
    for (const [name, shown] of [
      [SCOPE_COUNT, 'workspace.process:read'],
      ['in 90 days', '2027-02-21T12:00:00.000Z'],
    ] as const) {
      await page.getByText(name).first().tap();
      await hint.getByText(shown, { exact: true }).waitFor();
      await until(page, STANDING);
      await page.getByRole('heading', { name: 'API key' }).tap();
      await hint.waitFor({ state: 'detached' });
    }
    await page.getByText(SCOPE_COUNT).first().tap();
    await hint.getByText('workspace.export:create', { exact: true }).tap();
    await hint.waitFor();
  });

  it.each(['light', 'dark'] as const)('shows what is chosen where the system sets the colours, %s', async (scheme) => {
    const wishes = { colorScheme: scheme, forcedColors: 'active', reducedMotion: 'reduce' } as const;
    const { page } = await openSignedIn(browser(), world(), scene.person, '/settings/api-keys', wishes);
    const style = (locator: Locator, property: string) =>
      locator.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
    const expectChosen = async (chosen: Locator, other: Locator, mark: Locator) => {
      const ground = await style(chosen, 'background-color');
      expect(await style(other, 'background-color')).not.toBe(ground);
      expect(await style(mark, 'color')).not.toBe(ground);
    };
    const schemes = page.getByRole('radiogroup', { name: 'Colours' });
    const chosen = schemes.locator('label[data-active]');
    await expectChosen(schemes.locator('.mantine-SegmentedControl-indicator'), schemes, chosen);
    await page.getByRole('button', { name: 'Create new API key' }).click();
    expect(await style(dialog(page), 'border-top-style')).toBe('solid');
    const [all, some] = [page.getByRole('radio', { name: 'All' }), page.getByRole('radio', { name: /^Only/ })];
    await some.check();
    await expectChosen(some, all, page.locator('input:checked + .mantine-Radio-icon').first());
    const [ticked, other] = [page.getByRole('checkbox', { name: 'Read processes' }), page.getByRole('checkbox').last()];
    await ticked.check();
    await expectChosen(ticked, other, page.locator('input:checked + .mantine-Checkbox-icon').first());
  });

  it.each(['light', 'dark'] as const)(
    'tells what the mouse is on in a menu from the rest of it, %s',
    async (scheme) => {
      const { page } = await openSignedIn(browser(), world(), scene.person, '/settings/api-keys', {
        colorScheme: scheme,
      });
      await page.getByRole('button', { name: `Actions for ${LONG}` }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).hover();
      const luminance = (locator: Locator) =>
        locator.evaluate((element) => {
          const parts = getComputedStyle(element).backgroundColor.match(/[0-9.]+/g) ?? [];
          const [red = 0, green = 0, blue = 0] = parts.map((part) => (Number(part) / 255) ** 2.2);
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
        });
      const item = await luminance(page.getByRole('menuitem', { name: 'Delete' }));
      const menu = await luminance(page.getByRole('menu'));
      expect(Math.max(item, menu) / Math.min(item, menu)).toBeGreaterThan(1.1);
    },
  );

  it('lets whoever makes a key tick a whole group of scopes, each of which has its sentence', async () => {
    const wishes = { viewport: { width: 1280, height: 720 } };
    const { page } = await openSignedIn(browser(), world(), scene.person, '/settings/api-keys', wishes);
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await page.getByRole('radio', { name: 'Only the ones needed' }).check();
    const group = page.getByRole('group', { name: 'Processes', exact: true });
    const whole = group.getByRole('checkbox', { name: 'All of Processes' });
    const [create, read] = [group.getByLabel('Create processes'), group.getByLabel('Read processes')];
    const heights = [await create.boundingBox(), await read.boundingBox()].map((box) => box?.y);
    expect(heights[0]).toBe(heights[1]); // In two columns.
    await dialog(page).getByText('Change collections.', { exact: false }).waitFor();
    await whole.check();
    await group.getByText('5 of 5').waitFor();
    await read.uncheck();
    await group.getByText('4 of 5').waitFor();
    expect(await whole.evaluate((box) => [(box as HTMLInputElement).checked, box.matches(':indeterminate')])).toEqual([
      false,
      true,
    ]);
    await whole.check();
    expect([await create.isChecked(), await read.isChecked()]).toEqual([true, true]);
    await whole.uncheck();
    await group.getByText('0 of 5').waitFor();
  });

  it('promises no end on a day on which no key can end', async () => {
    const { page } = await openSignedIn(browser(), world(), scene.person, '/settings/api-keys');
    await page.getByRole('button', { name: 'Create new API key' }).click();
    const [field, promise] = [dialog(page).getByLabel('Or on a day'), dialog(page).getByText(/^The key stops working/)];
    for (const [day, promises] of [
      ['2027-11-23', 1],
      ['2027-11-24', 0],
      ['2026-11-23', 1],
      ['2026-11-22', 0],
      ['', 1],
    ] as const) {
      await field.fill(day);
      expect([day, await promise.count()]).toEqual([day, promises]);
    }
  });

  it('keeps the heading where it is from page to page, and fields in line', async () => {
    const { page } = await openSignedIn(browser(), world(), scene.person, '/settings/organization');
    const placeOf = async (locator: Locator) => await locator.boundingBox();
    for (const width of [375, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${world().url}/#/settings/organization`);
      const alone = await placeOf(page.getByRole('heading', { name: 'Organization' }));
      await page.goto(`${world().url}/#/settings/api-keys`);
      expect((await placeOf(page.getByRole('heading', { name: 'API key' })))?.y).toBe(alone?.y);
    }
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await page.getByRole('radio', { name: 'Only the ones needed' }).check();
    const name = await placeOf(dialog(page).getByLabel('Name', { exact: true }));
    const group = await placeOf(dialog(page).getByRole('group', { name: 'Processes' }));
    expect([group?.x, group?.width]).toEqual([name?.x, name?.width]);
  });

  it('gives the search a row of its own on a telephone, and the name of the person the sign of a menu', async () => {
    const wishes = { viewport: { width: 375, height: 700 } };
    const { page } = await openSignedIn(browser(), world(), scene.person, '/settings/api-keys', wishes);
    expect((await page.getByRole('searchbox').boundingBox())?.width).toBe(375 - 2 * 16);
    await page.getByRole('button', { name: 'Open the navigation' }).click();
    await page
      .getByRole('button', { name: new RegExp(`^${LONG}`) })
      .locator('svg')
      .waitFor();
  });

  async function faultsOf(page: Page, place: string): Promise<unknown[]> {
    const faults: unknown[] = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const found = (await page.evaluate(FAULTS)) as string[];
      faults.push(...found.map((fault) => [place, width, fault]));
    }
    return faults;
  }
});

async function ask(page: Page, row: string, action: string): Promise<void> {
  await chooseAction(page, row, action);
  await dialog(page).waitFor();
}
