import type { Page } from 'playwright-core';
import { sharedBrowser } from '../support/browser';
import {
  chooseAction,
  createKey,
  dialog,
  enterPassword,
  openAnew,
  openConsole,
  openSignedIn,
  shown,
} from '../support/consolePage';
import { addPerson } from '../support/people';
import { translator } from '../support/translator';
import { sharedWorld } from '../support/world';

const NO_NAME = /^A name has 1 to 100 characters/;

describe('the console, translated by the browser', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();

  it.each(['MOVE', 'REPLACE'] as const)('keeps the dialog and what is entered in it (%s)', async (way) => {
    const ada = await addPerson(world(), await world().organization());
    const { page, faults } = await openConsole(browser(), world());
    await page.context().addInitScript(translator(way));
    await openAnew(page, world(), '/settings/api-keys');
    await enterPassword(page, ada.email, '');
    await page.getByText('Enter your password.').waitFor();
    await enterPassword(page, ada.email);
    await page.getByRole('button', { name: 'Create new API key' }).click();
    const form = dialog(page);
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    await form.getByText(NO_NAME).waitFor();
    await form.getByLabel('Name').fill('Import');
    await form.getByText(NO_NAME).waitFor({ state: 'detached' });
    const promise = form.getByText('The key stops working').locator('xpath=ancestor-or-self::p');
    const promises: string[] = [];
    for (const [day, words] of [
      ['', 'with this day'],
      ['2026-12-24', '24 December'],
      ['', 'with this day'],
    ] as const) {
      await form.getByLabel('Or on a day').fill(day);
      await promise.getByText(words).waitFor();
      promises.push(await promise.innerText());
    }
    expect(promises).toEqual([
      'The key stops working with this day.',
      'The key stops working on 24 December 2026 at 23:59.',
      'The key stops working with this day.',
    ]);
    await form.getByRole('radio', { name: '30 days' }).check();
    await form.getByRole('radio', { name: 'All' }).check();
    await form.getByRole('radio', { name: 'Only the ones needed' }).check();
    await form.getByRole('checkbox', { name: 'Read processes' }).check();
    expect(await form.getByLabel('Name').inputValue()).toBe('Import');
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    expect(await shown(page, 'API key')).toMatch(/^lko_\w{16}:lks_\w{49}$/);
    expect(faults).toEqual([]);
  });

  it('goes on, on every page, and hands no value, address or name to the translator', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme, { name: 'Ada' });
    await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const { page, faults } = await openSignedIn(browser(), world(), ada);
    await page.context().addInitScript(translator('REPLACE'));
    await openAnew(page, world(), '/settings/api-keys');
    const form = dialog(page);
    await createKey(page, 'Import');
    expect(await translated(page)).not.toMatch(/lk[op]_|lks_/);
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Yes, close' }).click();
    await chooseAction(page, 'Import', 'Edit');
    await form.getByLabel('Name').fill('Nightly');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('2 of 2').waitFor();
    await page.getByRole('searchbox').fill('night');
    await page.getByText('1 of 1').waitFor();
    await page.getByRole('searchbox').fill('nothing');
    await page.getByText('1 of 1').waitFor({ state: 'detached' });
    expect(await translated(page)).not.toContain('Nightly');

    await page.getByRole('link', { name: 'Organization' }).click();
    await page.getByLabel('Name').fill('Acme\u200b');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The name was saved.').waitFor();
    await page.getByLabel('Name').fill('\u200b');
    await page.getByText('The name was saved.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(NO_NAME).waitFor();

    await page.getByRole('link', { name: 'Members' }).click();
    await chooseAction(page, 'Bob', 'Change role');
    await form.getByRole('combobox').selectOption('ADMIN');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await chooseAction(page, 'Bob', 'Remove');
    await form.getByText('loses access').waitFor();
    expect(await translated(page)).not.toMatch(/Bob|example/);
    await form.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Actions for Bob' }).waitFor({ state: 'detached' });

    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Done');
    await page.getByRole('button', { name: 'Details: Ada changed the role of Bob' }).click();
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Attempted');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Details: Ada changed the role of Bob' }).waitFor();
    expect(await translated(page)).not.toMatch(/Bob|example/);
    expect(faults).toEqual([]);
  });
});

/** All that the translator has seen of what the page shows. */
function translated(page: Page): Promise<string> {
  return page.evaluate(`[...document.querySelectorAll('font')].map(({ textContent }) => textContent).join(' ')`);
}
