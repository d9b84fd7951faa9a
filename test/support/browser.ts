import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { testFolder } from './engines';

/** Unpacks the browser that the package carries, with the libraries and fonts that a bare machine lacks. */
const UNPACK = "require('@sparticuz/chromium').executablePath().then((file) => process.stdout.write(file))";

/** Starts a real Chromium, headless, from npm packages alone; it goes with the test file. */
async function startBrowser(): Promise<Browser> {
  const folder = await mkdtemp(path.join(testFolder(), 'browser-'));
  // The package unpacks into the temporary folder, and its libraries only where it thinks that it needs them.
  const environment = { PATH: process.env.PATH, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  const { stdout: executablePath } = await promisify(execFile)(process.execPath, ['-e', UNPACK], { env: environment });
  // Its own list of fonts looks for them in folders that it did not unpack to; without a single font it crashes.
  const fonts = path.join(folder, 'fonts.conf');
  await writeFile(fonts, `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`);
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      TMPDIR: folder,
      FONTCONFIG_FILE: fonts,
      LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'),
    },
  });
  browsers.add(browser);
  return browser;
}

/** A browser for the tests of a `describe`, made before the first; after each of them its pages are closed. */
export function sharedBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  return () => browser;
}

const browsers = new Set<Browser>();

afterAll(async () => {
  for (const browser of browsers) await browser.close();
});
