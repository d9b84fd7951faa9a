import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { testFolder } from './engines';
import { endAfter } from './leftOpen';
import { unpackedBrowser } from './unpackedBrowser';

/** Starts a real Chromium, headless, from npm packages alone; it goes with the test file. */
async function startBrowser(): Promise<Browser> {
  const { executablePath, environment } = await unpackedBrowser();
  const folder = await mkdtemp(path.join(testFolder(), 'browser-'));
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, ...environment },
  });
  endAfter('file', () => browser.close());
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
