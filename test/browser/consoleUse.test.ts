import { EventEmitter, once } from 'node:events';
import type { Page } from 'playwright-core';
import { DAY_MS } from '../../src/clock';
import { deleteApiKey } from '../support/apiKeyMutations';
import { sharedBrowser } from '../support/browser';
import {
  chooseAction,
  createKey,
  dialog,
  enterPassword,
  openConsole,
  openSignedIn,
  shown,
  tabTo,
  until,
  untilFocused,
} from '../support/consolePage';
import { addMembership, addPerson, PASSWORD } from '../support/people';
import { sharedWorld } from '../support/world';

describe('whoever uses the console', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();

  const open = async (place = '/settings/api-keys') => {
    const acme = await world().organization();
    const watched = await openSignedIn(browser(), world(), await addPerson(world(), acme), place);
    return { acme, ...watched };
  };

  it('needs the keyboard alone, and finds the focus where it was after a dialog', async () => {
    const { page } = await open();
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
    await untilFocused(page, 'Rename');
    await page.keyboard.press('ArrowDown');
    await untilFocused(page, 'Delete');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await page.keyboard.press('Escape');
    await untilFocused(page, 'Actions for By keyboard');
  });

  it('is led to what is wrong with a form, which is shown as long as it is wrong', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByLabel('Name').fill('No scope');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await dialog(page).getByText('A key needs at least one scope that the caller may grant.').waitFor();
    await until(page, `document.activeElement?.matches('[role="dialog"] input[type="radio"]')`);
    await dialog(page).getByLabel('Name').fill(' ');
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    const wrongName = dialog(page).getByText('A name has 1 to 100 characters and no control characters.');
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

  it('finds the focus and the place in the list where a row was deleted', async () => {
    const { acme, page } = await open('/profile');
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

  it('is not stopped by what is gone already', async () => {
    const { acme, page } = await open('/profile');
    const [one, other] = [await world().key(acme, { name: 'One' }), await world().key(acme, { name: 'Other' })];
    const invoices = await world().process(acme, 'Invoices');
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'One', 'Delete');
    await deleteApiKey(world().as(acme.key), one.id);
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Actions for One' }).waitFor({ state: 'detached' });
    await chooseAction(page, 'Other', 'Rename');
    await deleteApiKey(world().as(acme.key), other.id);
    await dialog(page).getByRole('button', { name: 'Rename' }).click();
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
    const { page } = await open();
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

  it('is told, where an answer was lost, that it may have been done, and sees whether it was', async () => {
    const { page } = await open();
    await loseAnswers(page, 'createApiKey');
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByLabel('Name').fill('Orphan');
    await dialog(page).getByRole('radio', { name: 'All' }).check();
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    await dialog(page)
      .getByText(/It may have been done/)
      .waitFor();
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Actions for Orphan' }).waitFor();
  });

  it('is told what to do where the answer to a change of the password was lost', async () => {
    const { page } = await open('/profile');
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
    const { page } = await open();
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
    const { page } = await open('/profile');
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

  it('sees when a key ends: in words, in a colour, and to the instant', async () => {
    const { acme, page } = await open('/profile');
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
    const { acme, page } = await open('/profile');
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
    const { page } = await open();
    await page.setViewportSize({ width: 1280, height: 700 });
    const count = page.getByText('31 scopes').first();
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
    const { acme, page } = await open('/profile');
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
    const { acme, page } = await open();
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

  it('makes, renames and deletes a process, by typing its name', async () => {
    const { page } = await open('/');
    await page.getByText('No processes yet').waitFor();
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
    const place = page.url();
    await end.click();
    await page.getByText('No processes yet').waitFor();
    const letGo = await hold(page, 'query Process(');
    await page.goto(place);
    await page.getByRole('status').getByText('Loading').waitFor();
    expect(await page.getByText('Purchase orders').count()).toBe(0);
    await letGo();
    await page.getByText('Process not found').first().waitFor();
  });

  it('is shown in all windows what was done in one: another organization, and signing out', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    await world().process(acme, 'Invoices');
    await world().process(globex, 'Orders');
    const person = await addPerson(world(), acme, { name: 'Ada' });
    world().now += 1;
    await addMembership(world(), person, globex);
    const { page } = await openSignedIn(browser(), world(), person);
    const other = await page.context().newPage();
    await other.goto(`${world().url}/`);
    await other.getByRole('link', { name: 'Invoices' }).waitFor();
    await page.getByRole('button', { name: /^Ada/ }).click();
    await page.getByRole('menuitem', { name: 'Globex' }).click();
    await other.getByRole('link', { name: 'Orders' }).waitFor();
    await page.getByRole('button', { name: /^Ada/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    for (const window of [page, other]) expect(await window.content()).not.toContain('Orders');
  });

  it('forgets all in all windows by signing out, also where the session had ended before', async () => {
    const { acme, page } = await open('/profile');
    await world().process(acme, 'Secret plans');
    const other = await page.context().newPage();
    for (const window of [page, other]) {
      await window.goto(`${world().url}/#/`);
      await window.getByRole('link', { name: 'Secret plans' }).waitFor();
    }
    await endSessions(page);
    await page.getByRole('button', { name: /^Ada/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const window of [page, other]) {
      await window.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(await window.content()).not.toContain('Secret plans');
    }
  });

  it('does nothing in another organization than the one that the window shows', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const person = await addPerson(world(), acme, { name: 'Ada' });
    world().now += 1;
    const there = await addMembership(world(), person, globex);
    const { page } = await openSignedIn(browser(), world(), person, '/settings/organization');
    await world().rows('UPDATE "session" SET "membershipId" = $1', [there]); // As another window does, with a slow answer.
    await page.getByLabel('Name').fill('Acme Ltd');
    await page.getByRole('button', { name: 'Save' }).click();
    await until(page, `document.querySelector('main input').value === 'Globex'`);
    expect(await world().rows('SELECT "name" FROM "organization" WHERE "id" = $1', [globex.id])).toEqual([
      { name: 'Globex' },
    ]);
  });

  it('goes on in the organization of the session where another window switched while this one was loading', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const person = await addPerson(world(), acme, { name: 'Ada' });
    world().now += 1;
    const there = await addMembership(world(), person, globex);
    const { page } = await openSignedIn(browser(), world(), person);
    const letGo = await hold(page, 'query RequiredScopes(');
    await page.reload();
    await page.getByRole('status').getByText('Loading').waitFor();
    await world().rows('UPDATE "session" SET "membershipId" = $1', [there]);
    await letGo();
    await page.getByText('Globex').waitFor();
  });

  it('is told once, and nothing is asked for ever, where a list is refused as if nobody were signed in', async () => {
    const { page } = await open('/profile');
    let askedCount = 0;
    await page.route('**/graphql', (route) => {
      if (!route.request().postData()?.includes('query Processes(')) return route.continue();
      askedCount += 1;
      return route.fulfill({ status: 401, contentType: 'application/json', body: '{}' });
    });
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    await page.waitForLoadState('networkidle');
    expect(askedCount).toBe(1);
  });

  it('is shown nothing any more where the session has ended, even if it cannot be asked who is there', async () => {
    const { page } = await open('/settings/organization');
    await page.getByLabel('Name').fill('Half done');
    await endSessions(page);
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('IsSignedIn') ? route.abort() : route.continue(),
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await page.getByLabel('Name').isVisible()).toBe(false);
  });

  it('sees what is wrong with a field that was changed while the form was on its way', async () => {
    const { page } = await open('/settings/organization');
    await page.getByLabel('Name').fill(' ');
    const letGo = await hold(page, 'UpdateOrganization');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByLabel('Name').pressSequentially('x');
    await letGo();
    await page.getByText('A name has 1 to 100 characters and no control characters.').waitFor();
    await untilFocused(page, 'Name');
  });

  it('waits for an answer forty seconds, and then may go on', async () => {
    const { page } = await open('/profile');
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

  it('is told what failed, and may try again', async () => {
    const { page } = await open('/profile');
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).press('Enter');
    await page.getByText('No processes yet').waitFor();
    await until(page, `document.activeElement?.matches('[role="status"]')`);
  });

  it('finds a form as it was where the session ended meanwhile', async () => {
    const acme = await world().organization();
    const person = await addPerson(world(), acme);
    const { page } = await openSignedIn(browser(), world(), person, '/settings/organization');
    await page.getByLabel('Name').fill('Globex');
    await endSessions(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your session has ended.').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(person.email);
    await untilFocused(page, 'Password');
    await enterPassword(page, person.email);
    await page.getByRole('heading', { name: 'Organization' }).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Globex');
  });

  it('keeps a value on the screen where the session ended meanwhile', async () => {
    const acme = await world().organization();
    const person = await addPerson(world(), acme);
    const { page } = await openSignedIn(browser(), world(), person);
    await page.clock.install({ time: world().now });
    await page.reload();
    await page.goto(`${world().url}/#/settings/api-keys`);
    await createKey(page, 'Kept');
    const pass = await shown(page, 'pass');
    await endSessions(page);
    const other = await page.context().newPage();
    await other.goto(`${world().url}/`);
    // What another window says when somebody signs in there: that this one had better ask who is signed in.
    await other.evaluate("new BroadcastChannel('latchkey-session').postMessage('changed')");
    await page.clock.fastForward(6_000);
    await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`); // As when one comes back to the window.
    await page.evaluate('history.back()');
    await dialog(page).getByRole('button', { name: 'Go back' }).click();
    expect(await shown(page, 'pass')).toBe(pass);
    await page.keyboard.press('Escape');
    await dialog(page).getByRole('button', { name: 'Yes, close' }).click();
    await enterPassword(page, person.email);
    await page.getByRole('button', { name: 'Actions for Kept' }).waitFor();
  });

  it.each([
    ['', async () => undefined],
    [', and it was being asked already who is there', (page: Page) => hold(page, 'query IsSignedIn')],
  ])(
    'keeps a value on the screen where another window goes on in another organization%s',
    async (_when, delayAsking) => {
      const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
      const person = await addPerson(world(), acme, { name: 'Ada' });
      world().now += 1;
      await addMembership(world(), person, globex);
      const { page } = await openSignedIn(browser(), world(), person);
      await page.clock.install({ time: world().now });
      await page.reload();
      await page.goto(`${world().url}/#/settings/api-keys`);
      await page.getByText('1 of 1').waitFor();
      const letGo = await delayAsking(page);
      await page.clock.fastForward(6_000);
      if (letGo) await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`);
      await createKey(page, 'Kept');
      const pass = await shown(page, 'pass');
      const other = await page.context().newPage();
      await other.goto(`${world().url}/`);
      await other.getByRole('button', { name: /^Ada/ }).click();
      await other.getByRole('menuitem', { name: 'Globex' }).click();
      await other.getByText('Globex').waitFor();
      await letGo?.();
      await page.clock.fastForward(1_000);
      expect(await shown(page, 'pass')).toBe(pass);
      await page.keyboard.press('Escape');
      await dialog(page).getByRole('button', { name: 'Yes, close' }).click();
      await page.getByText('Globex').waitFor();
      await page.getByText('1 of 1').waitFor();
      expect(await page.getByText('Kept').count()).toBe(0);
    },
  );

  it('sees nothing of the person who was signed in before', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    await world().process(acme, 'Secret plans');
    const [ada, bob] = [await addPerson(world(), acme), await addPerson(world(), globex, { name: 'Bob' })];
    const { page } = await openConsole(browser(), world());
    await enterPassword(page, ada.email);
    await page.getByRole('link', { name: 'Secret plans' }).waitFor();
    await endSessions(page);
    await page.getByRole('searchbox', { name: 'Search' }).fill('plans');
    await enterPassword(page, bob.email);
    await page.getByText('No processes yet').waitFor();
    expect(await page.content()).not.toContain('Secret plans');
  });

  /** Lets the server do what it is asked to, and keeps its answer from the page. */
  async function loseAnswers(page: Page, mutation: string): Promise<void> {
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes(mutation)) return route.continue();
      await route.fetch();
      return route.abort();
    });
  }

  /** Keeps an operation from reaching the server. Shape: a function that lets it go. */
  async function hold(page: Page, operation: string): Promise<() => Promise<void>> {
    const gate = new EventEmitter();
    const opened = once(gate, 'open');
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes(operation)) await opened;
      return route.continue();
    });
    return async () => {
      gate.emit('open');
      await opened;
    };
  }

  async function endSessions(page: Page): Promise<void> {
    await page.context().clearCookies();
    await world().rows('DELETE FROM "session"');
  }
});
