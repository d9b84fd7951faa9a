import type { Page } from 'playwright-core';
import { DAY_MS } from '../../src/clock';
import { createApiKey, updateApiKey } from '../support/apiKeyMutations';
import { sharedBrowser } from '../support/browser';
import { chooseAction, dialog, openAsMember, shown, untilFocused } from '../support/consolePage';
import { disableApiKey } from '../support/endMutations';
import { setPolicy } from '../support/keyPolicies';
import { loseAnswers } from '../support/loseAnswers';
import { rotateApiKey, statesOf, statusesOf, use } from '../support/rotations';
import { sharedWorld, type TestKey } from '../support/world';

/** What the menu of every key offers first. */
const PAGES = ['Use', 'History'];

describe('a person who keeps keys in the console', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();
  const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();
  const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });

  /** The key with the value that the dialog shows, which is closed then. */
  async function takeValue(page: Page, key: TestKey): Promise<TestKey> {
    const [value, pass] = [await shown(page, 'API key'), await shown(page, 'pass')];
    await press(page, 'Done');
    await press(page, 'Yes, close');
    await dialog(page).waitFor({ state: 'detached' });
    return { ...key, value, pass };
  }

  /** A key that another one made. */
  async function madeBy(maker: TestKey): Promise<TestKey> {
    const input = { name: 'Child', scopes: ['workspace.process:read'], expiresAt: '2026-12-10T00:00:00Z' };
    const { apiKey, secret } = (await createApiKey(world().as(maker), input)).body.data.createApiKey;
    return { id: apiKey.id, ...secret };
  }

  /** What the menu of a row offers. */
  async function offered(page: Page, name: string): Promise<string[]> {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem').first().waitFor();
    const items = await page.getByRole('menuitem').allInnerTexts();
    // Until it is gone, the next click on the three dots would close it.
    await page.getByRole('menu').press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    return items;
  }

  it('replaces a secret: both work, until the older one is ended, and sees who uses that', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const older = await world().key(acme, { name: 'Import' });
    await page.goto(`${world().url}/#/settings/api-keys`);
    expect(await offered(page, 'Import')).toEqual([...PAGES, 'Edit', 'Replace', 'Disable', 'Delete']);
    await chooseAction(page, 'Import', 'Replace');
    await dialog(page).getByText('It expires on 21 Feb 2027: a new secret makes it last no longer.').waitFor();
    await dialog(page).getByText('7 days', { exact: true }).click();
    await dialog(page).getByText('The old one ends 7 days later').waitFor();
    await press(page, 'Replace');
    const newer = await takeValue(page, older);
    await untilFocused(page, 'Actions for Import');
    await row(page, 'Import').getByText('The new one is not used yet.').waitFor();
    expect(await statusesOf(world(), older, newer)).toEqual([200, 200]);
    await use(world(), newer);
    await use(world(), older);
    await page.reload();
    await row(page, 'Import').getByText('Two secrets').waitFor();
    expect(await offered(page, 'Import')).toEqual([
      ...PAGES,
      'Edit',
      'Replace',
      'Finish replacing',
      'Disable',
      'Delete',
    ]);
    await chooseAction(page, 'Import', 'Replace');
    await dialog(page).getByText('Until then it can only be replaced at once, which ends both.').waitFor();
    const graces = [
      dialog(page).getByRole('radio', { name: 'Now' }),
      dialog(page).getByRole('radio', { name: '1 day' }),
    ];
    expect(await Promise.all(graces.map((each) => each.isDisabled()))).toEqual([false, true]);
    await press(page, 'Cancel');
    await chooseAction(page, 'Import', 'Finish replacing');
    await dialog(page).getByRole('listitem').getByText('127.0.0.1').waitFor();
    await world().as(older).run('query Late { viewer { name } }'); // Is seen while the dialog is open.
    await dialog(page).getByRole('listitem').getByText('Late').waitFor();
    await press(page, 'End the old secret');
    await row(page, 'Import').getByText('Two secrets').waitFor({ state: 'detached' });
    expect(await statusesOf(world(), older, newer)).toEqual([401, 200]);
  });

  it('takes a new secret back that nobody has used', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const older = await world().key(acme, { name: 'Import' });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Import', 'Replace');
    await press(page, 'Replace');
    const newer = await takeValue(page, older);
    await chooseAction(page, 'Import', 'Cancel replacing');
    await press(page, 'End the new secret');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await statusesOf(world(), older, newer)).toEqual([200, 401]);
  });

  it('disables a key that leaked, with those that it made, and enables it with a new secret alone', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const older = await world().key(acme, { name: 'Import' });
    const child = await madeBy(older);
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Import', 'Disable');
    await dialog(page).getByRole('checkbox', { name: 'Also the key that it made' }).check();
    await dialog(page).getByLabel('Reason').selectOption('Somebody else may have its secret');
    await dialog(page).getByText('It can then be enabled with a new secret only.').waitFor();
    await dialog(page).getByLabel('Note on its end').fill('Found in a log.');
    await press(page, 'Disable');
    await row(page, 'Import').getByText('Compromised: somebody else may have its secret.').waitFor();
    await row(page, 'Import').getByText('Found in a log.').waitFor();
    expect(await offered(page, 'Import')).toEqual([...PAGES, 'Edit', 'Enable', 'Delete']);
    await chooseAction(page, 'Import', 'Enable');
    await dialog(page).getByText('Compromised: somebody else may have its secret.').waitFor();
    await dialog(page).getByText('Found in a log.').waitFor();
    expect(await dialog(page).getByRole('checkbox').count()).toBe(0);
    await press(page, 'Enable');
    const newer = await takeValue(page, older);
    await row(page, 'Import').getByText('Active').waitFor();
    expect(await statusesOf(world(), older, newer, child)).toEqual([401, 200, 401]);
  });

  it('restores a key that was deleted by mistake, and none that leaked', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const [slip, leak] = [await world().key(acme, { name: 'Slip' }), await world().key(acme, { name: 'Leak' })];
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Slip', 'Delete');
    await press(page, 'Delete');
    await chooseAction(page, 'Leak', 'Delete');
    await dialog(page).getByLabel('Reason').selectOption('Somebody else may have its secret');
    await press(page, 'Delete');
    await page.getByText('1 of 1').waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Deleted');
    await row(page, 'Leak').getByText('Compromised: somebody else may have its secret.').waitFor();
    expect(await offered(page, 'Leak')).toEqual(PAGES);
    await chooseAction(page, 'Slip', 'Restore');
    await press(page, 'Restore');
    await row(page, 'Slip').waitFor({ state: 'detached' });
    expect(await statusesOf(world(), slip, leak)).toEqual([200, 401]);
  });

  it('is shown what somebody else changed meanwhile, and goes on from there', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const key = await world().key(acme, { name: 'Import' });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Import', 'Edit');
    await updateApiKey(world().as(acme.key), { id: key.id, name: 'Nightly import' });
    await dialog(page).getByLabel('Note').fill('Runs at two.');
    await press(page, 'Save');
    await dialog(page).getByText('Somebody changed this key meanwhile.').waitFor();
    await dialog(page).getByText('Nightly import').waitFor();
    await press(page, 'Save');
    await dialog(page).waitFor({ state: 'detached' });
    const rows = await world().rows('SELECT "name", "note" FROM "api_key" WHERE "id" = $1', [key.id]);
    expect(rows).toEqual([{ name: 'Nightly import', note: 'Runs at two.' }]);
  });

  it('replaces a secret anew whose value was lost with the answer, and is told that the lost one ends', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const older = await world().key(acme, { name: 'Import', expiresAt: world().now + 3 * DAY_MS });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Import', 'Replace');
    await dialog(page).getByText('7 days', { exact: true }).click();
    await dialog(page).getByText('Both secrets work until the key expires, within 7 days from now.').waitFor();
    await loseAnswers(page, 'rotateApiKey');
    await press(page, 'Replace');
    await dialog(page).getByText('nobody has its value, and it ends then.').waitFor();
    await page.unroute('**/graphql');
    await press(page, 'Replace');
    await dialog(page).getByText('Your first try was done, it seems').waitFor();
    await dialog(page).getByText('Its last new secret was never used. That one ends now').waitFor();
    await press(page, 'Replace');
    const newer = await takeValue(page, older);
    expect(await statusesOf(world(), older, newer)).toEqual([200, 200]);
    expect(await statesOf(world(), acme.key, older)).toEqual(['3 PENDING', '2 CANCELLED', '1 CURRENT']);
  });

  it('sees when a key will end whose end moves back with the secret that is replaced', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const key = await world().key(acme, { name: 'Import', expiresAt: world().now + 3 * DAY_MS });
    await rotateApiKey(world().as(acme.key), key, { expiresAt: new Date(world().now + 30 * DAY_MS) });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Import', 'Replace');
    await dialog(page).getByText('It expires on 26 Nov 2026: a new secret makes it last no longer.').waitFor();
    await press(page, 'Replace');
    await takeValue(page, key);
    const rows = await world().rows('SELECT "expiresAt" FROM "api_key" WHERE "id" = $1', [key.id]);
    expect(rows).toEqual([{ expiresAt: world().now + 3 * DAY_MS }]);
  });

  it('replaces the value of a key that was enabled with it, where the answer was lost', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const older = await world().key(acme, { name: 'Import' });
    await disableApiKey(world().as(acme.key), { id: older.id, reason: 'COMPROMISED' });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Import', 'Enable');
    await loseAnswers(page, 'enableApiKey');
    await press(page, 'Enable');
    await dialog(page).getByText('A new secret that was lost with the answer can then be replaced.').waitFor();
    await page.unroute('**/graphql');
    await press(page, 'Enable');
    await untilFocused(page, 'its new value was lost with the answer');
    await press(page, 'Replace the lost value');
    const newer = await takeValue(page, older);
    expect(await statusesOf(world(), older, newer)).toEqual([401, 200]);
  });

  it('is held to the key policy by the form: by the days, the scopes and the note, and by what the server says', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    const grantableScopes = ['workspace.process:read', 'workspace.process:create'];
    await setPolicy(world(), acme, {
      maxLifetimeDays: 60,
      defaultLifetimeDays: 60,
      allowsAllScopes: false,
      requiresNote: true,
      grantableScopes,
    });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByText('The key policy allows 60 days at most.').waitFor();
    expect(
      await dialog(page)
        .getByRole('radio', { name: / days$/ })
        .count(),
    ).toBe(2);
    expect(await dialog(page).getByRole('radio', { name: '60 days' }).isChecked()).toBe(true);
    expect(await dialog(page).getByRole('radio', { name: 'All' }).isDisabled()).toBe(true);
    const forbidden = dialog(page).getByRole('checkbox', { name: 'Upload files' });
    expect(await forbidden.isDisabled()).toBe(true);
    await dialog(page).getByText('The key policy does not allow it.').first().waitFor();
    await dialog(page).getByLabel('Name').fill('Import');
    await dialog(page).getByRole('checkbox', { name: 'Read processes' }).check();
    await press(page, 'Create');
    await dialog(page).getByText('The key policy asks for a note: say what the key is for.').waitFor();
    await untilFocused(page, 'Note');
    await dialog(page).getByLabel('Note').fill('Runs at two.');
    await press(page, 'Create');
    await dialog(page)
      .getByText(/nobody can see it again/)
      .waitFor();
    const sql =
      'SELECT "note", "expiresAt" - "createdAt" AS "lifeMs" FROM "api_key" WHERE "organizationId" = $1 AND "name" = $2';
    expect(await world().rows(sql, [acme.id, 'Import'])).toEqual([
      { note: 'Runs at two.', lifeMs: 60 * DAY_MS - 5 * 60_000 },
    ]);
  });

  it('is told which rules a blocked key breaks, and what helps', async () => {
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    await world().key(acme, { name: 'Import', scopes: ['workspace.process:read'] });
    await setPolicy(world(), acme, { requiresNote: true, enforcedFrom: world().now });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await row(page, 'Import').getByText('It has no note, and the key policy asks for one: write it.').waitFor();
    expect(await offered(page, 'Import')).toEqual([...PAGES, 'Edit', 'Disable', 'Delete']);
    await chooseAction(page, 'Import', 'Edit');
    await untilFocused(page, 'Note');
    await dialog(page).getByText('It has no note, and the key policy asks for one: write it.').waitFor();
    await page.keyboard.type('Runs at two.');
    await dialog(page).getByText('It has no note').waitFor({ state: 'detached' });
    await press(page, 'Save');
    await row(page, 'Import').getByText('Active').waitFor();
  });
});
