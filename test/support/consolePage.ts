import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { openPage, type WatchedPage } from './openPage';
import { addPerson, PASSWORD, signedIn, type TestMember } from './people';
import { COOKIE_NAME } from './Visitor';
import type { TestOrganization, World } from './world';

/** Opens the console. Shape: `place` as behind the `#`, e.g. `/settings/api-keys`. */
export function openConsole(
  browser: Browser,
  world: World,
  place = '/',
  wishes: BrowserContextOptions = {},
): Promise<WatchedPage> {
  return openPage(browser, `${world.url}/#${place}`, { locale: 'en-GB', timezoneId: 'UTC', ...wishes });
}

/** What a list says of a key with many scopes. */
export const SCOPE_COUNT = /^\d+ scopes$/;

let visits = 0;

/** Loads the console anew in a page that shows it. A place alone would not; a blank page between would take a second. */
export async function openAnew(page: Page, world: World, place: string): Promise<void> {
  visits += 1;
  await page.goto(`${world.url}/?visit=${visits}#${place}`);
}

/** Fills in the form of the sign-in page. */
export async function enterPassword(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens the console as somebody who has signed in before: the browser has the cookie. Shape: at the place asked for. */
export async function openSignedIn(
  browser: Browser,
  world: World,
  person: TestMember,
  place = '/',
  wishes: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const { token = '' } = await signedIn(world, person);
  const { hostname: domain } = new URL(world.url);
  const limits = { path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' } as const;
  const cookies = [{ name: COOKIE_NAME, value: token, domain, ...limits }];
  const watched = await openConsole(browser, world, place, { storageState: { cookies, origins: [] }, ...wishes });
  await watched.page.locator('h1').waitFor();
  return watched;
}

/** Opens the console as an admin of a new organization. */
export async function openAsMember(
  browser: Browser,
  world: World,
  place = '/settings/api-keys',
): Promise<WatchedPage & { readonly acme: TestOrganization }> {
  const acme = await world.organization();
  return { acme, ...(await openSignedIn(browser, world, await addPerson(world, acme), place)) };
}

/** Ends every session, of which the browser has lost its cookie, too. */
export async function endSessions(world: World, page: Page): Promise<void> {
  await page.context().clearCookies();
  await world.rows('DELETE FROM "session"');
}

/** Opens the menu behind the three dots of a row, and chooses from it. */
export async function chooseAction(page: Page, row: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${row}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** The dialog that is open. */
export function dialog(page: Page, name?: string): Locator {
  return page.getByRole('dialog', name === undefined ? {} : { name });
}

/** The text that a copy field of the open dialog shows. */
export async function shown(page: Page, label: string): Promise<string> {
  return dialog(page).getByRole('group', { name: label, exact: true }).locator('code').innerText();
}

/** Makes an organization's key with all scopes, on the page of its keys, as far as to the value that is shown once. */
export async function createKey(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create new API key' }).click();
  await dialog(page).getByLabel('Name').fill(name);
  await dialog(page).getByRole('radio', { name: 'All' }).check();
  await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
  await dialog(page)
    .getByText(/nobody can see it again/)
    .waitFor();
}

/** Waits until an expression is true. Playwright's own way evaluates text, which the page's policy does not let it. */
export async function until(page: Page, expression: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const deadline = performance.now() + 60_000;
    const look = () => {
      if (${expression}) return resolve();
      if (performance.now() > deadline) return reject(new Error('not in time'));
      requestAnimationFrame(look);
    };
    look();
  })`);
}

/** Presses Tab until something of that name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press('Tab');
    // Behind a date field, Mantine looks a moment later whether the focus left it, and puts it where it belongs.
    if (String(await page.evaluate(`new Promise((done) => setTimeout(() => done(${FOCUSED})))`)).includes(name)) return;
  }
  throw new Error(`the keyboard does not lead to ${name}`);
}

/** Waits until something of that name has the focus. */
export function untilFocused(page: Page, name: string): Promise<void> {
  return until(page, `(${FOCUSED}).includes(${JSON.stringify(name)})`);
}

/** What whoever listens is told of what has the focus: near enough to an accessible name. */
const FOCUSED = `(() => {
  const { activeElement: element } = document;
  return [element?.getAttribute('aria-label'), element?.labels?.[0]?.textContent, element?.textContent].join(' ');
})()`;
