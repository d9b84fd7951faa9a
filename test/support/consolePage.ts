import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { openPage, type WatchedPage } from './openPage';
import { PASSWORD } from './people';
import type { World } from './world';

/** Opens the console. Shape: `place` as behind the `#`, e.g. `/settings/api-keys`. */
export function openConsole(
  browser: Browser,
  world: World,
  place = '/',
  wishes: BrowserContextOptions = {},
): Promise<WatchedPage> {
  return openPage(browser, `${world.url}/#${place}`, { locale: 'en-GB', timezoneId: 'UTC', ...wishes });
}

/** Fills in the form of the sign-in page. */
export async function enterPassword(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens the console and signs in. Shape: at the place that was asked for. */
export async function openSignedIn(
  browser: Browser,
  world: World,
  { email }: { readonly email: string },
  place = '/',
  wishes: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const watched = await openConsole(browser, world, place, wishes);
  await enterPassword(watched.page, email);
  await watched.page.locator('h1:not(:text("Sign in"))').waitFor();
  return watched;
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
