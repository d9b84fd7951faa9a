import { axeViolations } from '../support/axeViolations';
import { sharedBrowser } from '../support/browser';
import { chooseAction, openAsMember, openSignedIn, untilFocused } from '../support/consolePage';
import { addPerson } from '../support/people';
import { createProcess, updateProcess } from '../support/processMutations';
import { sharedWorld } from '../support/world';

describe('the history', () => {
  const world = sharedWorld('sqlite');
  const browser = sharedBrowser();

  it('tells what happened, as one asks for it, and finds that again', async () => {
    const { acme, page, faults } = await openAsMember(browser(), world(), '/profile');
    const as = world().as(acme.key);
    world().now += 1_000;
    const { id } = (await createProcess(as, { name: 'Invoices' })).body.data.createProcess.process;
    world().now += 1_000;
    await updateProcess(as, { id, name: '\u0000' });
    await page.goto(`${world().url}/#/settings/history`);
    const row = (name: RegExp) => page.getByRole('row', { name });
    const filter = (name: string) => page.getByRole('combobox', { name });
    const details = (name: RegExp) => page.getByRole('button', { name }).click();
    await row(
      /Key tried to change the process Invoices, and was refused: INVALID .* Key Refused 127\.0\.0\.1/,
    ).waitFor();
    expect(await page.getByRole('row').nth(1).innerText()).toContain('Refused');
    await filter('Kind of event').selectOption('Process: all');
    await page.getByText('2 in all').waitFor();
    await filter('Outcome').selectOption('Done');
    await page.getByText('1 in all').waitFor();
    await page.reload();
    await page.getByText('1 in all').waitFor();
    expect(await filter('Kind of event').inputValue()).toBe('process');
    await details(/^Details: Key created the process Invoices$/);
    const changes = page.getByRole('list', { name: 'Changes' }).getByRole('listitem');
    expect(await changes.allInnerTexts()).toEqual([
      expect.stringMatching(/^name\s+Before nothing\s+After Invoices$/),
      expect.stringMatching(/^type\s+Before nothing\s+After CUSTOM$/),
    ]);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Only what Key did' }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill('NOTHING of the kind');
    await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
    await untilFocused(page, 'in all');
    expect(page.url()).toMatch(/#\/settings\/history$/);
    await page.getByLabel('From').fill('2026-11-24');
    await page.getByText('Nothing matches').waitFor();
    await page.getByLabel('From').fill('2026-11-23');
    await page.getByLabel('Until').fill('2026-11-23');
    await row(/created the process Invoices/).waitFor();
    await filter('Severity').selectOption('Warnings');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await page.goBack();
    await page.getByText('Nothing matches').waitFor();
    expect(await filter('Severity').inputValue()).toBe('WARNING');
    expect(faults).toEqual([]);
  });

  it('is that of a process, and that of a key, page by page', async () => {
    const acme = await world().organization();
    const as = world().as(acme.key);
    const { id } = (await createProcess(as, { name: 'Invoices' })).body.data.createProcess.process;
    for (let change = 0; change < 26; change += 1) {
      world().now += 1_000;
      await updateProcess(as, { id, name: `Invoices ${change}` });
    }
    await world().app.services.keyUse.flush();
    const wishes = { viewport: { width: 375, height: 700 }, colorScheme: 'dark' } as const;
    const { page } = await openSignedIn(browser(), world(), await addPerson(world(), acme), '/profile', wishes);
    await page.goto(`${world().url}/#/processes/${id}/configuration/history`);
    await page.getByText('25, and more').waitFor();
    await page.getByRole('button', { name: 'Load more' }).press('Enter');
    await untilFocused(page, '27 in all');
    await page.getByRole('button', { name: 'Details: Key created the process Invoices', exact: true }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${world().url}/#/settings/api-keys`);
    await chooseAction(page, 'Key', 'History');
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await page.getByRole('combobox', { name: 'Kind of event' }).selectOption('API key: all');
    await page.getByText('2 in all').waitFor();
    await page.getByRole('row', { name: /API key Key was used for the first time/ }).waitFor();
    await page.getByRole('row', { name: /created the API key Key/ }).waitFor();
  });

  it('is not for those who may not see it', async () => {
    const acme = await world().organization();
    const bob = await addPerson(world(), acme, { name: 'Bob', role: 'USER' });
    const { page } = await openSignedIn(browser(), world(), bob, '/settings/history');
    await page.getByText(/^Your role does not let you see this page/).waitFor();
    expect(await page.getByRole('link', { name: 'History' }).count()).toBe(0);
    await page.goto(`${world().url}/#/keys/${acme.key.id}/history`);
    await page.getByRole('heading', { name: 'API key' }).waitFor();
    expect(await page.getByText(/^Your role does not let you/).count()).toBe(1);
  });
});
