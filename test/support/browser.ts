import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { testFolder } from './engines';
import { unpackedBrowser } from './unpackedBrowser';

/** Starts a real Chromium, headless, from npm packages alone. It ends with the run: a browser that is open keeps this process. */
async function startBrowser(): Promise<Browser> {
  const { executablePath, environment } = await unpackedBrowser();
  const folder = await mkdtemp(path.join(testFolder(), 'browser-'));
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, ...environment },
  });
  process.once('disconnect', () => void browser.close()); // The runner of the tests has gone.
  return browser;
}

let started: Promise<Browser> | null = null;

/** The browser of all test files that this process runs. */
async function ownBrowser(): Promise<Browser> {
  started ??= startBrowser();
  const browser = await started;
  if (browser.isConnected()) return browser;
  started = startBrowser();
  return started;
}

/** A browser for the tests of a `describe`; after each of them its pages are closed. */
export function sharedBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await ownBrowser();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  return () => browser;
}
