import type { Page } from 'playwright-core';
import { sharedBrowser } from '../support/browser';
import { chooseAction, dialog, openSignedIn, shown } from '../support/consolePage';
import { addPerson } from '../support/people';
import { sharedWorld, type World } from '../support/world';

const REFUSED = 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".';

describe('the walks of the guide', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();

  it('make a key of the organization, use it, and delete it', async () => {
    const acme = await world().organization('Acme');
    const { page, faults } = await openSignedIn(browser(), world(), await addPerson(world(), acme));
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'API key' }).click();
    await page.getByRole('button', { name: 'Create new API key' }).click();
    const form = dialog(page, 'Create new API key');
    await form.getByLabel('Name').fill('Nightly import');
    await form.getByRole('radio', { name: 'Only the ones needed' }).check();
    await form.getByRole('group', { name: 'Processes' }).getByRole('checkbox', { name: 'Read processes' }).check();
    await form.getByText('See processes and their settings.').waitFor();
    await form.getByText('3 to 6 months is recommended.').waitFor();
    expect(await form.getByRole('radio', { name: '90 days' }).isChecked()).toBe(true);
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    const value = await takeValue(page, world());
    expect(await world().as(value).run('{ viewer { name scopes expiresAt organization { name } } }')).toMatchObject({
      status: 200,
      body: {
        data: {
          viewer: {
            name: 'Nightly import',
            scopes: ['workspace.process:read'],
            expiresAt: '2027-02-21T12:00:00.000Z',
            organization: { name: 'Acme' },
          },
        },
      },
    });
    await world().app.services.keyUse.flush();
    await deleteKey(page, 'Nightly import', 'Last used');
    const { status, body } = await world().as(value).run('{ viewer { name } }');
    expect([status, body.errors[0].message]).toEqual([401, REFUSED]);
    expect(faults).toEqual([]);
  });

  it('make a key of a process, use it, and delete it', async () => {
    const acme = await world().organization('Acme');
    const invoices = await world().process(acme, 'Invoices');
    const { page, faults } = await openSignedIn(browser(), world(), await addPerson(world(), acme));
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await page.getByRole('link', { name: 'Invoices' }).click();
    await page.getByRole('link', { name: 'Configuration' }).click();
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('button', { name: 'Generate new key' }).click();
    const form = dialog(page, 'Generate new key');
    await form.getByLabel('Name').fill('Scanner');
    await form.getByRole('radio', { name: 'All' }).check();
    await form.getByRole('radio', { name: '30 days' }).check();
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    const value = await takeValue(page, world());
    expect(await world().as(value).run('{ viewer { name expiresAt process { id name } } }')).toMatchObject({
      status: 200,
      body: {
        data: {
          viewer: {
            name: 'Scanner',
            expiresAt: '2026-12-23T12:00:00.000Z',
            process: { id: invoices.id, name: 'Invoices' },
          },
        },
      },
    });
    await world().app.services.keyUse.flush();
    await deleteKey(page, 'Scanner', 'Last used');
    expect((await world().as(value).run('{ viewer { name } }')).status).toBe(401);
    expect(faults).toEqual([]);
  });

  it('put the buttons that begin them at the top right', async () => {
    const acme = await world().organization();
    const invoices = await world().process(acme);
    const person = await addPerson(world(), acme);
    const { page } = await openSignedIn(browser(), world(), person, '/settings/api-keys');
    for (const [place, name] of [
      ['/settings/api-keys', 'Create new API key'],
      [`/processes/${invoices.id}/configuration/api-keys`, 'Generate new key'],
    ]) {
      await page.goto(`${world().url}/#${place}`);
      const button = await page.getByRole('button', { name }).boundingBox();
      const content = await page.getByRole('main').boundingBox();
      expect(button && content && button.x + button.width / 2).toBeGreaterThan(
        content ? content.x + content.width / 2 : 0,
      );
      expect(button?.y).toBeLessThan(250);
      expect(await page.getByRole('button', { name }).innerText()).toBe(`+ ${name}`);
    }
  });

  it('keep the value until it is said to be saved, and nowhere afterwards', async () => {
    const acme = await world().organization();
    const { page, requests } = await openSignedIn(
      browser(),
      world(),
      await addPerson(world(), acme),
      '/settings/api-keys',
    );
    await page.getByRole('button', { name: 'Create new API key' }).click();
    await dialog(page).getByLabel('Name').fill('Kept nowhere');
    await dialog(page).getByRole('radio', { name: 'All' }).check();
    await dialog(page).getByRole('button', { name: 'Create', exact: true }).click();
    const pass = await shown(page, 'pass');
    await page.keyboard.press('Escape');
    await dialog(page).getByText('Did you save the key?').waitFor();
    await dialog(page).getByRole('button', { name: 'Go back' }).click();
    expect(await shown(page, 'pass')).toBe(pass);
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await dialog(page).getByRole('button', { name: 'Yes, close' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    const kept = await page.evaluate('JSON.stringify([localStorage, sessionStorage, history.state, location.href])');
    expect([kept, await page.content()].join('')).not.toContain(pass);
    await page.goBack();
    await page.goForward();
    expect(await page.content()).not.toContain(pass);
    expect(requests.join('')).not.toContain(pass);
  });
});

/** Reads the value that is shown once, checks its parts, and closes the dialog. */
async function takeValue(page: Page, world: World): Promise<string> {
  const value = await shown(page, 'API key');
  const [user = '', pass = ''] = value.split(':');
  expect(value).toMatch(/^lk[op]_\w{16}:lks_\w{49}$/);
  expect([await shown(page, 'user'), await shown(page, 'pass')]).toEqual([user, pass]);
  expect(await shown(page, 'Try it')).toBe(
    `curl -u '${value}' ${world.url}/graphql -H 'content-type: application/json' -d '{"query":"{ viewer { name } }"}'`,
  );
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog(page).getByRole('group', { name: 'API key' }).getByRole('button', { name: 'Copy' }).click();
  await dialog(page).getByRole('status').getByText('Copied.').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(value);
  await dialog(page)
    .getByText(/nobody can see it again/)
    .waitFor();
  await dialog(page).getByRole('button', { name: 'Done' }).click();
  await dialog(page).getByText('Did you save the key?').waitFor();
  await dialog(page).getByRole('button', { name: 'Yes, close' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  return value;
}

async function deleteKey(page: Page, name: string, use: string): Promise<void> {
  await chooseAction(page, name, 'Delete');
  await dialog(page).getByText(name).waitFor();
  await dialog(page).getByText(use).waitFor();
  await dialog(page).getByRole('button', { name: 'Delete' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: `Actions for ${name}` }).waitFor({ state: 'detached' });
}
