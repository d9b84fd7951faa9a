import type { Page } from 'playwright-core';
import { sharedBrowser } from '../support/browser';
import {
  chooseAction,
  dialog,
  enterPassword,
  openConsole,
  openSignedIn,
  shown,
  untilFocused,
} from '../support/consolePage';
import { addMembership, addPerson, forgetFailures, PASSWORD } from '../support/people';
import { sharedWorld } from '../support/world';

const MINUTE_MS = 60_000;
const WRONG = 'The e-mail address or the password is wrong.';

describe('the console', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();
  afterEach(async () => {
    await forgetFailures(world());
  });

  it('says that a password is wrong, and that one has to wait after five failures', async () => {
    const acme = await world().organization();
    const person = await addPerson(world(), acme);
    const { page } = await openConsole(browser(), world());
    await untilFocused(page, 'E-mail');
    await page.keyboard.press('Enter');
    await page.getByText('Enter your e-mail address.').waitFor();
    await enterPassword(page, person.email, '');
    await page.getByText('Enter your password.').waitFor();
    await untilFocused(page, 'Password');
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(WRONG).waitFor();
    await untilFocused(page, 'Password'); // Whoever is in a field may go on there.
    for (let tries = 2; tries <= 5; tries += 1) {
      const answered = page.waitForResponse((response) => response.url().endsWith('/graphql'));
      await enterPassword(page, person.email, 'not the password');
      await answered;
      await page.getByRole('alert').getByText(WRONG).waitFor();
      await untilFocused(page, WRONG);
    }
    await enterPassword(page, person.email);
    await page.getByRole('alert').getByText('Too many attempts. Try again in 15 minutes.').waitFor();
    world().now += 15 * MINUTE_MS;
    await enterPassword(page, person.email);
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  });

  it('does not take an API key for a login', async () => {
    const acme = await world().organization();
    const { page } = await openConsole(browser(), world());
    await enterPassword(page, acme.key.user, acme.key.pass);
    await page.getByRole('alert').getByText(WRONG).waitFor();
  });

  it('asks again where a session has ended, and leads back to where one was', async () => {
    const acme = await world().organization();
    const person = await addPerson(world(), acme);
    const { page } = await openSignedIn(browser(), world(), person, '/settings/members');
    world().now += 31 * MINUTE_MS;
    await page.getByRole('link', { name: 'Organization', exact: true }).click();
    await page.getByLabel('Name').fill('Globex');
    await page.getByRole('button', { name: 'Save' }).click();
    await enterPassword(page, person.email);
    await page.getByRole('heading', { name: 'Organization' }).waitFor();
    expect(page.url()).toBe(`${world().url}/#/settings/organization`);
  });

  it('signs out', async () => {
    const acme = await world().organization();
    const { page } = await openSignedIn(browser(), world(), await addPerson(world(), acme, { name: 'Ada' }));
    await page.getByRole('button', { name: /^Ada/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('goes on in another organization of the person, and shows nothing of the first there', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    await world().process(acme, 'Invoices');
    await world().process(globex, 'Orders');
    const person = await addPerson(world(), acme, { name: 'Ada' });
    world().now += 1; // Of two organizations one begins in that which one has been in longer.
    await addMembership(world(), person, globex);
    const { page } = await openSignedIn(browser(), world(), person);
    await page.getByRole('link', { name: 'Invoices' }).waitFor();
    await page.getByRole('button', { name: /^Ada/ }).click();
    await page.getByRole('menuitem', { name: 'Globex' }).click();
    await page.getByRole('link', { name: 'Orders' }).waitFor();
    expect(await page.getByText('Invoices').count()).toBe(0);
  });

  it('changes the password, and ends the other sessions of the person', async () => {
    const acme = await world().organization();
    const person = await addPerson(world(), acme);
    const other = await openSignedIn(browser(), world(), person);
    const { page } = await openSignedIn(browser(), world(), person, '/profile');
    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password', { exact: true }).fill('short');
    await page.getByLabel('New password again').fill('short');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This is not your password.').waitFor();
    await page.getByText(/^A password has at least 8 characters/).waitFor();
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password', { exact: true }).fill('staple horse correct');
    await page.getByLabel('New password again').fill('staple horse correct');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The password was changed.').waitFor();
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await other.page.reload();
    await enterPassword(other.page, person.email, 'staple horse correct');
    await other.page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  });

  it('offers a user nothing that the server would refuse, and says so to whoever comes by an address', async () => {
    const acme = await world().organization();
    const invoices = await world().process(acme, 'Invoices');
    const person = await addPerson(world(), acme, { role: 'USER' });
    const { page } = await openSignedIn(browser(), world(), person);
    await page.getByRole('link', { name: 'Invoices' }).waitFor();
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Create process' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Invoices' }).click();
    await page.getByRole('heading', { name: 'Invoices' }).waitFor();
    expect(await page.getByRole('link', { name: 'Configuration' }).count()).toBe(0);
    for (const place of ['settings/api-keys', 'settings/members', `processes/${invoices.id}/configuration/api-keys`]) {
      await page.goto(`${world().url}/#/${place}`);
      await page.getByText('Your role does not let you see this page.').waitFor();
    }
  });

  it('invites somebody, who joins once', async () => {
    const acme = await world().organization('Acme');
    const { page } = await openSignedIn(browser(), world(), await addPerson(world(), acme));
    await page.goto(`${world().url}/#/settings/members`);
    await page.getByRole('button', { name: 'Invite member' }).click();
    await dialog(page).getByLabel('E-mail').fill('grace');
    await dialog(page).getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog(page).getByText('This is not an e-mail address.').waitFor();
    await dialog(page).getByLabel('E-mail').fill('Grace@Example.com');
    await dialog(page).getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await shown(page, 'Link');
    await page.evaluate('history.back()');
    expect(await shown(page, 'Link')).toBe(link);
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await page.getByRole('table', { name: 'Open invitations' }).getByText('grace@example.com').waitFor();

    const guest = await openConsole(browser(), world());
    await guest.page.goto('about:blank');
    await guest.page.goto(link);
    await guest.page.getByRole('heading', { name: 'Join Acme' }).waitFor();
    expect(guest.page.url()).toBe(`${world().url}/#/invitation`);
    expect(guest.requests.join()).not.toContain(link.split('/').at(-1));
    await guest.page.reload();
    await guest.page.getByText(/Open the link once more/).waitFor();
    await guest.page.goto(link);
    await join(guest.page, 'Grace', '');
    await guest.page.getByText('Enter a password.').waitFor();
    await join(guest.page, 'Grace', '12345678');
    await guest.page.getByText(/^This password is one of the most common ones/).waitFor();
    await join(guest.page, 'Grace', 'nanosecond wire');
    await guest.page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    expect(guest.faults).toEqual([]);

    await page.reload();
    const row = page.getByRole('table', { name: 'Members' }).getByRole('row', { name: /grace@example.com/ });
    await row.getByText('User', { exact: true }).waitFor();
    await page.getByText('Nobody is invited at the moment.').waitFor();
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByText(/^This invitation was used, withdrawn or has expired/).waitFor();
  });

  it('changes roles and removes people, but not the last admin', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme, { name: 'Ada' });
    const grace = await addPerson(world(), acme, { name: 'Grace', role: 'USER' });
    const { page } = await openSignedIn(browser(), world(), ada, '/settings/members');
    await page.getByRole('button', { name: 'Actions for Grace' }).waitFor();
    expect(await page.getByRole('button', { name: 'Actions for Ada' }).count()).toBe(0);
    await chooseAction(page, 'Grace', 'Change role');
    await dialog(page).getByLabel('Role').selectOption('Admin');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Grace/ }).getByText('Admin', { exact: true }).waitFor();
    for (const [action, button] of [
      ['Change role', 'Save'],
      ['Remove', 'Remove'],
    ] as const) {
      await chooseAction(page, 'Ada', action);
      if (action === 'Change role') await dialog(page).getByLabel('Role').selectOption('User');
      await world().rows('UPDATE "membership" SET "role" = $1 WHERE "id" = $2', ['USER', grace.memberId]);
      await dialog(page).getByRole('button', { name: button }).click();
      await dialog(page).getByText('An organization keeps at least one admin.').waitFor();
      await world().rows('UPDATE "membership" SET "role" = $1 WHERE "id" = $2', ['ADMIN', grace.memberId]);
      await page.keyboard.press('Escape');
    }
    await chooseAction(page, 'Grace', 'Remove');
    await dialog(page).getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('row', { name: /Grace/ }).waitFor({ state: 'detached' });
  });

  it('takes from people what their own new role does not let them see', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme, { name: 'Ada' });
    await addPerson(world(), acme, { name: 'Grace' });
    const { page, faults } = await openSignedIn(browser(), world(), ada, '/settings/members');
    await chooseAction(page, 'Ada', 'Change role');
    await dialog(page).getByLabel('Role').selectOption('User');
    const bodies: Promise<string>[] = [];
    page.on('response', (response) => void bodies.push(response.text()));
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your role does not let you see this page.').waitFor();
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    const refused = (await Promise.all(bodies)).filter((body) => body.includes('"errors"'));
    expect([refused, faults]).toEqual([[], []]);
  });

  it('lets an admin in only as long as the person is a member', async () => {
    const acme = await world().organization();
    const person = await addPerson(world(), acme);
    const { page } = await openSignedIn(browser(), world(), person, '/settings/members');
    const remove = `mutation { removeMember(input: { id: "${person.memberId}" }) { removedMemberId } }`;
    await addPerson(world(), acme, { name: 'Grace' });
    expect((await world().as(acme.key).run(remove)).body.data.removeMember.removedMemberId).toBe(person.memberId);
    await page.getByRole('link', { name: 'API key', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

async function join(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Join' }).click();
}
