import type { BrowserContextOptions, Page } from 'playwright-core';
import { sharedBrowser } from '../support/browser';
import { openPage, type WatchedPage } from '../support/openPage';
import { sharedWorld, type World } from '../support/world';

const NO_KEY = 'Without a key you see what this server shows to strangers.';
const NEEDED = 'This server asks for a key: enter one as user:pass.';
const MALFORMED = 'This is not a key, and was not sent: a key begins with lko_ or lkp_ and has a colon within.';
const REFUSED = 'The server refused this key: it is unknown, deleted or expired.';
const ACCEPTED = 'The key is in use. This page forgets it when it is closed or reloaded.';

describe('the explorer', () => {
  const world = sharedWorld('sqlite');
  const closedWorld = sharedWorld('sqlite', { INTROSPECTION: 'authenticated' });
  const browser = sharedBrowser();

  const open = async (at: World = world(), wishes: BrowserContextOptions = {}): Promise<WatchedPage> => {
    const watched = await openPage(browser(), `${at.url}/explorer`, wishes);
    await watched.page.getByRole('tab', { name: 'Viewer' }).waitFor();
    return watched;
  };

  it('opens on the example operations', async () => {
    const { page } = await open();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([
      'Viewer',
      'FirstLook',
      'ScopesICanGrant',
      'RequiredScopes',
      'CreateProcess',
      'CreateApiKey',
      'ListApiKeys',
      'ExpiringSoon',
      'NarrowApiKey',
      'DeleteApiKey',
      'Members',
      'DeleteProcess',
      'RotateApiKey',
      'FinishRotation',
      'DisableApiKey',
      'KeyPolicyImpact',
      'UpdateKeyPolicy',
      'ApiKeyUsage',
      'NarrowApiKeyByUse',
    ]);
    await page.getByText('# Who am I?').waitFor();
  });

  it('is not translated by the browser: it shows code', async () => {
    const { page } = await open();
    expect(await page.locator('html').getAttribute('translate')).toBe('no');
  });

  it('answers an operation to the key that was typed into the form', async () => {
    const organization = await world().organization('Globex');
    await world().process(organization, 'Orders');
    const { page } = await open();
    await enterKey(page, organization.key.value);
    expect(await run(page, 'FirstLook')).toMatchObject({
      data: {
        organization: {
          id: organization.id,
          name: 'Globex',
          createdAt: '2026-11-23T12:00:00.000Z',
          processes: { totalCount: 1, edges: [{ node: { name: 'Orders', type: 'CUSTOM', status: 'READY' } }] },
        },
      },
    });
  });

  it('fills in when a new key should end', async () => {
    const organization = await world().organization();
    const { page } = await open();
    await enterKey(page, organization.key.value);
    const { data } = await run(page, 'CreateApiKey');
    expect(data.createApiKey).toMatchObject({
      apiKey: { expiresAt: '2026-12-23T12:00:00.000Z' },
      secret: { value: expect.stringMatching(/^lko_\w{16}:lks_\w{49}$/) },
      userErrors: [],
    });
  });

  it('loads from its own server alone, and does nothing that its policy stops', async () => {
    const organization = await world().organization();
    const { page, faults, requests } = await open();
    await enterKey(page, organization.key.value);
    await run(page, 'Viewer');
    for (const name of ['Show Documentation Explorer', 'Show History', 'Open short keys dialog']) {
      await page.getByRole('button', { name }).click();
    }
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Query Editor' }).getByText('scopes').hover();
    await page.getByText('What the caller may do.').waitFor();
    await page.getByRole('region', { name: 'Query Editor' }).getByRole('textbox').focus();
    await page.keyboard.type('{ vie');
    await page.locator('.CodeMirror-hints').getByText('viewer').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Open settings dialog' }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.keyboard.press('Escape');
    expect(faults).toEqual([]);
    const elsewhere = requests.filter((each) => !each.includes(` ${world().url}/`) && !each.startsWith('GET data:'));
    expect(elsewhere).toEqual([]);
    expect(requests).toContain(`POST ${world().url}/graphql`);
  });

  it('keeps the key nowhere', async () => {
    const organization = await world().organization();
    const { page } = await open();
    await enterKey(page, organization.key.value);
    await run(page, 'Viewer');
    const kept = await page.evaluate('[{ ...localStorage }, { ...sessionStorage }, document.cookie, location.search]');
    expect([kept, await page.evaluate('indexedDB.databases()')]).toEqual([[{}, {}, '', ''], []]);
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.content()).not.toContain(organization.key.pass);
  });

  it('forgets the key when it is reloaded', async () => {
    const organization = await world().organization();
    const { page } = await open();
    await enterKey(page, organization.key.value);
    await page.reload();
    await hint(page, NO_KEY);
    expect(await page.getByLabel('API key').inputValue()).toBe('');
    expect(await run(page, 'Viewer')).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('forgets the key when it is told to', async () => {
    const organization = await world().organization();
    const { page } = await open();
    await enterKey(page, organization.key.value);
    await page.getByRole('button', { name: 'Forget' }).click();
    expect(await run(page, 'Viewer')).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('says that a key is refused', async () => {
    const organization = await world().organization();
    const key = await world().key(organization);
    await world().as(organization.key).run(`mutation { deleteApiKey(input: { id: "${key.id}" }) { deletedApiKeyId } }`);
    const { page } = await open();
    await enterKey(page, key.value, REFUSED);
    expect(await page.getByLabel('API key').getAttribute('aria-invalid')).toBe('true');
  });

  it('says of what is no key that it is none, and does not send it', async () => {
    const { page, requests } = await open();
    await page.getByText('# Who am I?').waitFor();
    const before = requests.length;
    await enterKey(page, 'admin@example.com:hunter2', MALFORMED);
    expect(requests.slice(before)).toEqual([]);
  });

  it('asks for a key where strangers are not shown the schema, and shows it then', async () => {
    const organization = await closedWorld().organization();
    const { page } = await open(closedWorld());
    await hint(page, NEEDED);
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByText('Error fetching schema').waitFor();
    await enterKey(page, organization.key.value);
    await page.getByRole('link', { name: 'Mutation' }).waitFor();
  });

  it('can be used from the keyboard', async () => {
    const organization = await world().organization();
    const { page } = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.type(organization.key.value);
    await page.keyboard.press('Enter');
    await hint(page, ACCEPTED);
    await page.getByRole('region', { name: 'Query Editor' }).getByRole('textbox').focus();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'Result Window' }).getByText('"API_KEY"').waitFor();
  });

  it.each([
    ['light', 'rgb(246, 247, 249)'],
    ['dark', 'rgb(27, 32, 41)'],
  ] as const)('fits a narrow screen, and is %s where the person wants that', async (colorScheme, color) => {
    const { page } = await open(world(), { colorScheme, viewport: { width: 375, height: 700 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    expect(await page.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor")).toBe(color);
    expect((await page.getByRole('region', { name: 'Query Editor' }).boundingBox())?.width).toBeGreaterThan(200);
    expect((await page.getByRole('region', { name: 'Result Window' }).boundingBox())?.width).toBeGreaterThan(200);
  });
});

async function hint(page: Page, sentence: string): Promise<void> {
  await page.getByRole('status').getByText(sentence, { exact: true }).waitFor();
}

async function enterKey(page: Page, value: string, answer = ACCEPTED): Promise<void> {
  await page.getByLabel('API key').fill(value);
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await hint(page, answer);
}

/** Runs an example. Shape: the answer that the page shows. */
// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what tests assert.
async function run(page: Page, example: string): Promise<any> {
  await page.getByRole('tab').getByText(example, { exact: true }).click();
  await page.evaluate(`new Promise((resolve) => {
    const editor = document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror;
    // GraphiQL reads the editor a moment after it has changed.
    const look = () => (editor.operationName === '${example}' ? resolve() : requestAnimationFrame(look));
    look();
  })`);
  const answered = page.waitForResponse((response) => response.url().endsWith('/graphql'));
  await page.getByRole('button', { name: /^Execute/ }).click();
  await answered;
  const result = page.getByRole('region', { name: 'Result Window' });
  await result
    .getByText(/"(?:data|errors)"/)
    .first()
    .waitFor();
  return JSON.parse(await page.evaluate("document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()"));
}
