import type { Page } from 'playwright-core';
import { deleteApiKey } from '../support/apiKeyMutations';
import { sharedBrowser } from '../support/browser';
import {
  chooseAction,
  createKey,
  dialog,
  openAsMember,
  openSignedIn,
  shown,
  tabTo,
  until,
  untilFocused,
} from '../support/consolePage';
import { hold } from '../support/hold';
import { loseAnswers } from '../support/loseAnswers';
import { addPerson, PASSWORD } from '../support/people';
import { sharedWorld, type TestOrganization } from '../support/world';

describe('a person who fills in a form of the console', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();
  const create = (page: Page) => dialog(page).getByRole('button', { name: 'Create', exact: true });

  /** Fills in the form for an organization's key with all scopes. */
  async function startKey(page: Page, name: string): Promise<void> {
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByLabel('Name').fill(name);
    await dialog(page).getByRole('radio', { name: 'All' }).check();
  }

  /** The keys that were made for an organization, deleted ones first, but for its first one. */
  function keysOf({ id, key }: TestOrganization): Promise<readonly unknown[]> {
    const sql = `SELECT "name", "deletedAt" IS NOT NULL AS "isDeleted" FROM "api_key"
      WHERE "organizationId" = $1 AND "id" <> $2 ORDER BY "isDeleted" DESC`;
    return world().rows(sql, [id, key.id]);
  }

  it('needs the keyboard alone, and finds the focus where it was after a dialog', async () => {
    const { page } = await openAsMember(browser(), world());
    await tabTo(page, 'Create new API key');
    await page.keyboard.press('Enter');
    await until(page, `document.activeElement?.matches('[role="dialog"] input')`);
    await page.keyboard.type('By keyboard');
    await tabTo(page, 'Only the ones needed');
    await page.keyboard.press('ArrowUp');
    await tabTo(page, 'Cancel');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'Copy');
    await page.keyboard.press('Escape');
    await untilFocused(page, 'Go back');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await untilFocused(page, 'Create new API key');
    await tabTo(page, 'Actions for By keyboard');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'Use');
    await page.keyboard.press('End');
    await untilFocused(page, 'Delete');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await page.keyboard.press('Escape');
    await untilFocused(page, 'Actions for By keyboard');
  });

  it('is led to what is wrong with a form, which is shown as long as it is wrong', async () => {
    const { page } = await openAsMember(browser(), world());
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByLabel('Name').fill('No scope');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await dialog(page).getByText('A key needs at least one scope that the caller may grant.').waitFor();
    await until(page, `document.activeElement?.matches('[role="dialog"] input[type="radio"]')`);
    await dialog(page).getByLabel('Name').fill(' ');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    const wrongName = dialog(page).getByText(
      'A name has 1 to 100 characters, at least one of them visible, and no line breaks or control characters.',
    );
    await wrongName.waitFor();
    await untilFocused(page, 'Name');
    await dialog(page).getByLabel('Name').fill('Right');
    await wrongName.waitFor({ state: 'detached' });
    await dialog(page).getByText('A key needs at least one scope that the caller may grant.').waitFor();
    await dialog(page).getByRole('radio', { name: 'All' }).check();
    await dialog(page).getByText('A key needs at least one scope').waitFor({ state: 'detached' });
    await dialog(page).getByLabel('Or on a day').fill('');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await dialog(page).getByText('Choose a day.').waitFor();
    await dialog(page).getByRole('radio', { name: '30 days' }).check();
    await dialog(page).getByText('Choose a day.').waitFor({ state: 'detached' });
  });

  it('is not stopped by what is gone already', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const [one, other] = [await world().key(acme, { name: 'One' }), await world().key(acme, { name: 'Other' })];
    const invoices = await world().process(acme, 'Invoices');
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'One', 'Delete');
    await deleteApiKey(world().as(acme.key), one.id);
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Actions for One' }).waitFor({ state: 'detached' });
    await chooseAction(page, 'Other', 'Edit');
    await deleteApiKey(world().as(acme.key), other.id);
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).getByText('There is no such API key.').waitFor();
    await page.getByText('1 of 1').waitFor();
    await page.goto(`${world().url}/#/processes/${invoices.id}/configuration/api-keys`);
    await page.getByRole('button', { name: 'Generate new key' }).click();
    await dialog(page).getByLabel('Name').fill('Too late');
    await dialog(page).getByRole('radio', { name: 'All' }).check();
    await world().rows('DELETE FROM "process" WHERE "id" = $1', [invoices.id]);
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'Process not found' }).waitFor();
  });

  it('loses nothing where the connection drops in the middle of a form', async () => {
    const { page } = await openAsMember(browser(), world());
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

  it('makes one key, where the answer to the first try was lost, and replaces the value that was lost with it', async () => {
    const { acme, page } = await openAsMember(browser(), world());
    await loseAnswers(page, 'createApiKey');
    await startKey(page, 'Orphan');
    await create(page).click();
    await dialog(page)
      .getByText(/It may have been done all the same: try again. It makes no second key./)
      .waitFor();
    await page.unroute('**/graphql');
    await create(page).click();
    await dialog(page)
      .getByText(/The first try made the key, but the answer with its value was lost/)
      .waitFor();
    await untilFocused(page, 'The first try made the key');
    const replace = dialog(page).getByRole('button', { name: 'Replace the lost value' });
    await loseAnswers(page, 'rotateApiKey');
    await replace.click();
    await dialog(page)
      .getByText(/It makes no second key/)
      .waitFor();
    await page.unroute('**/graphql');
    await replace.click();
    await dialog(page)
      .getByText(/nobody can see it again/)
      .waitFor();
    expect(await keysOf(acme)).toEqual([{ name: 'Orphan', isDeleted: 0 }]);
    const sql = 'SELECT "secretNumber", "otherNumber" FROM "api_key" WHERE "organizationId" = $1 AND "id" <> $2';
    expect(await world().rows(sql, [acme.id, acme.key.id])).toEqual([{ secretNumber: 3, otherNumber: null }]);
    expect(
      (
        await world()
          .as(await shown(page, 'API key'))
          .run('{ viewer { name } }')
      ).status,
    ).toBe(200);
  });

  it('is shown the key of the first try, whose answer was lost, where the second asks for another', async () => {
    const { acme, page } = await openAsMember(browser(), world());
    await loseAnswers(page, 'createApiKey');
    await startKey(page, 'Orphan');
    await create(page).click();
    await dialog(page)
      .getByText(/It makes no second key/)
      .waitFor();
    await page.unroute('**/graphql');
    await dialog(page).getByLabel('Name').fill('Other');
    await create(page).click();
    await dialog(page)
      .getByText(/The first try made the key/)
      .waitFor();
    await dialog(page).getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Actions for Orphan' }).waitFor();
    expect(await keysOf(acme)).toEqual([{ name: 'Orphan', isDeleted: 0 }]);
  });

  it('is offered no day that the server refuses, where the last one has 25 hours', async () => {
    world().now = Date.parse('2026-10-30T22:30:00.000Z');
    const ada = await addPerson(world(), await world().organization());
    const wishes = { timezoneId: 'Europe/Berlin' };
    const { page } = await openSignedIn(browser(), world(), ada, '/settings/api-keys', wishes);
    await page.clock.setFixedTime(world().now);
    await startKey(page, 'Long');
    const day = dialog(page).getByLabel('Or on a day');
    const last = (await day.getAttribute('max')) ?? '';
    expect(last).toBe('2027-10-30');
    await day.fill(last);
    await dialog(page).getByText('The key stops working on 30 October 2027').waitFor();
    await create(page).click();
    await dialog(page)
      .getByText(/nobody can see it again/)
      .waitFor();
  });

  it('is told what to do where the answer to a change of the password was lost', async () => {
    const { page } = await openAsMember(browser(), world(), '/profile');
    await loseAnswers(page, 'changePassword');
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password', { exact: true }).fill('staple horse correct');
    await page.getByLabel('New password again').fill('staple horse correct');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText(/where the current password is refused next time, the new one holds already/).waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This is not your password.').waitFor();
  });

  it('cannot close a form that is on its way, and so is shown every value that was made', async () => {
    const { page } = await openAsMember(browser(), world());
    const letGo = await hold(page, 'createApiKey');
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByLabel('Name').fill('Slow');
    await dialog(page).getByRole('radio', { name: 'All' }).check();
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).press('Enter');
    await dialog(page).locator('[aria-busy="true"]').waitFor();
    await page.evaluate(`document.querySelector('nav a').focus()`);
    for (const key of ['Escape', 'Tab', 'Enter', 'Tab', 'Enter', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Enter']) {
      await page.keyboard.press(key);
      await until(page, `document.activeElement?.matches('[role="dialog"] *')`);
    }
    await letGo();
    await dialog(page)
      .getByText(/nobody can see it again/)
      .waitFor();
  });

  it('cannot step back from a form that is on its way, nor from the value, without being asked', async () => {
    const { page } = await openAsMember(browser(), world(), '/profile');
    await page.goto(`${world().url}/#/settings/api-keys`);
    const letGo = await hold(page, 'createApiKey');
    const created = createKey(page, 'Slow');
    await dialog(page).locator('[aria-busy="true"]').waitFor();
    await page.evaluate('history.back()');
    await letGo();
    await created;
    const pass = await shown(page, 'pass');
    const question = page.waitForEvent('dialog');
    await page.evaluate('void setTimeout(() => location.reload())'); // Which comes to nothing, and is not waited for.
    expect((await question).type()).toBe('beforeunload');
    await (await question).dismiss();
    await page.evaluate('history.back()');
    await dialog(page).getByText('Did you save the key?').waitFor();
    await dialog(page).getByRole('button', { name: 'Go back' }).click();
    expect(await shown(page, 'pass')).toBe(pass);
    expect(page.url()).toBe(`${world().url}/#/settings/api-keys`);
    await page.keyboard.press('Escape');
    await dialog(page).getByRole('button', { name: 'Yes, close' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await createKey(page, 'Another'); // Shows its value, not the question that the last one ended with.
    await page.keyboard.press('Escape');
    await dialog(page).getByRole('button', { name: 'Yes, close' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await page.evaluate('history.back()');
    await page.getByRole('heading', { name: 'Change password' }).waitFor();
  });

  it('sees what is wrong with a field that was changed while the form was on its way', async () => {
    const { page } = await openAsMember(browser(), world(), '/settings/organization');
    await page.getByLabel('Name').fill(' ');
    const letGo = await hold(page, 'UpdateOrganization');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByLabel('Name').pressSequentially('x');
    await letGo();
    await page
      .getByText(
        'A name has 1 to 100 characters, at least one of them visible, and no line breaks or control characters.',
      )
      .waitFor();
    await untilFocused(page, 'Name');
  });

  it('waits for an answer forty seconds, and then may go on', async () => {
    const { page } = await openAsMember(browser(), world(), '/profile');
    await page.clock.install({ time: world().now });
    await page.goto(`${world().url}/#/settings/organization`);
    await page.reload();
    await page.getByLabel('Name').fill('Globex');
    await hold(page, 'UpdateOrganization');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[aria-busy="true"]').waitFor();
    await page.clock.fastForward(40_000);
    await page.getByText(/connection was lost/i).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Globex');
  });
});
