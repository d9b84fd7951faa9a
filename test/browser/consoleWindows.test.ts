import type { Page } from 'playwright-core';
import { sharedBrowser } from '../support/browser';
import {
  createKey,
  dialog,
  endSessions,
  enterPassword,
  openAsMember,
  openConsole,
  openSignedIn,
  shown,
  until,
  untilFocused,
} from '../support/consolePage';
import { hold } from '../support/hold';
import { addMembership, addPerson } from '../support/people';
import { sharedWorld } from '../support/world';

describe('a person with several windows or an ended session', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();

  /** A member of Acme, which is shown, and of Globex. Shape: `there` is the id of the second membership. */
  async function memberOfTwo() {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const person = await addPerson(world(), acme, { name: 'Ada' });
    world().now += 1;
    return { acme, globex, person, there: await addMembership(world(), person, globex) };
  }

  it('is shown in all windows what was done in one: another organization, and signing out', async () => {
    const { acme, globex, person } = await memberOfTwo();
    await world().process(acme, 'Invoices');
    await world().process(globex, 'Orders');
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
    const { acme, page } = await openAsMember(browser(), world(), '/profile');
    await world().process(acme, 'Secret plans');
    const other = await page.context().newPage();
    for (const window of [page, other]) {
      await window.goto(`${world().url}/#/`);
      await window.getByRole('link', { name: 'Secret plans' }).waitFor();
    }
    await endSessions(world(), page);
    await page.getByRole('button', { name: /^Ada/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const window of [page, other]) {
      await window.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(await window.content()).not.toContain('Secret plans');
    }
  });

  it('does nothing in another organization than the one that the window shows', async () => {
    const { globex, person, there } = await memberOfTwo();
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
    const { person, there } = await memberOfTwo();
    const { page } = await openSignedIn(browser(), world(), person);
    const letGo = await hold(page, 'query RequiredScopes(');
    await page.reload();
    await page.getByRole('status').getByText('Loading').waitFor();
    await world().rows('UPDATE "session" SET "membershipId" = $1', [there]);
    await letGo();
    await page.getByText('Globex').waitFor();
  });

  it('is told once, and nothing is asked for ever, where a list is refused as if nobody were signed in', async () => {
    const { page } = await openAsMember(browser(), world(), '/profile');
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
    const { page } = await openAsMember(browser(), world(), '/settings/organization');
    await page.getByLabel('Name').fill('Half done');
    await endSessions(world(), page);
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('IsSignedIn') ? route.abort() : route.continue(),
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await page.getByLabel('Name').isVisible()).toBe(false);
  });

  it('finds a form as it was where the session ended meanwhile', async () => {
    const acme = await world().organization();
    const person = await addPerson(world(), acme);
    const { page } = await openSignedIn(browser(), world(), person, '/settings/organization');
    await page.getByLabel('Name').fill('Globex');
    await endSessions(world(), page);
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
    await endSessions(world(), page);
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
      const { person } = await memberOfTwo();
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
    await endSessions(world(), page);
    await page.getByRole('searchbox', { name: 'Search' }).fill('plans');
    await enterPassword(page, bob.email);
    await page.getByText('No processes yet').waitFor();
    expect(await page.content()).not.toContain('Secret plans');
  });
});
