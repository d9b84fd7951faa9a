import { sharedBrowser } from '../support/browser';
import { chooseAction, dialog, enterPassword, openAnew, openConsole, shown } from '../support/consolePage';
import { addPerson } from '../support/people';
import { TRANSLATOR } from '../support/TRANSLATOR';
import { sharedWorld } from '../support/world';

describe('the console, translated by the browser', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();

  it('keeps what is entered on every screen, shows what is so now, and hands on no key', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme, { name: 'Ada' });
    await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const { page, faults } = await openConsole(browser(), world());
    await page.context().addInitScript(TRANSLATOR);
    await openAnew(page, world(), '/settings/api-keys');

    await enterPassword(page, ada.email, '');
    await page.getByText('Enter your password.').waitFor();
    await enterPassword(page, ada.email);
    await page.getByText('Enter your password.').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Create new API key' }).click();
    const form = dialog(page);
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    await form.getByText(/^A name has 1 to 100 characters/).waitFor();
    await form.getByLabel('Name').fill('Nightly import');
    await form.getByText(/^A name has 1 to 100 characters/).waitFor({ state: 'detached' });
    const promise = form.getByText('The key stops working on');
    await promise.waitFor();
    await form.getByLabel('Or on a day').fill('');
    await promise.waitFor({ state: 'detached' });
    await form.getByText('The key stops working with this day.').waitFor();
    await form.getByLabel('Or on a day').fill('2026-12-24');
    await promise.waitFor();
    expect(await form.getByText('The key stops working').count()).toBe(1);
    await form.getByRole('radio', { name: 'All' }).check();
    await form.getByRole('radio', { name: 'Only the ones needed' }).check();
    await form.getByRole('checkbox', { name: 'Read processes' }).check();
    expect(await form.getByLabel('Name').inputValue()).toBe('Nightly import');
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    expect(await shown(page, 'API key')).toMatch(/^lko_\w{16}:lks_\w{49}$/);
    expect(await form.locator('code font').count()).toBe(0);
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Yes, close' }).click();
    await chooseAction(page, 'Nightly import', 'Rename');
    await form.getByLabel('Name').fill('Import');
    await form.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('button', { name: 'Actions for Import' }).waitFor();
    await page.getByRole('searchbox').fill('impor');
    await page.getByText('1 of 1').waitFor();
    await page.getByRole('searchbox').fill('nothing');
    await page.getByText('1 of 1').waitFor({ state: 'detached' });

    await page.getByRole('link', { name: 'Organization' }).click();
    await page.getByLabel('Name').fill('Acme\u200b');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The name was saved.').waitFor();
    await page.getByLabel('Name').fill('\u200b');
    await page.getByText('The name was saved.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('at least one of them visible').waitFor();

    await page.getByRole('link', { name: 'Members' }).click();
    await chooseAction(page, 'Bob', 'Change role');
    await form.getByRole('combobox').selectOption('ADMIN');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await chooseAction(page, 'Bob', 'Remove');
    await form.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Actions for Bob' }).waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });
});
