import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { NOW } from './world';

/** A page that is watched: what went wrong in it, and whom it called. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors in the console, exceptions, and what the content security policy stopped. */
  readonly faults: string[];
  /** Every request. Shape: `GET http://127.0.0.1:4000/explorer`. */
  readonly requests: string[];
}

/** Units: milliseconds that a page is given to show what it should. */
const PATIENCE_MS = 60_000;

/** Reports what the policy of the page stops: the console alone does not name it all. */
const WATCH = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('stopped: ' + event.violatedDirective + ' ' + event.blockedURI))`;

/** Opens an address in a browser profile of its own, whose clock stands where the servers of the tests begin. */
export async function openPage(
  browser: Browser,
  url: string,
  wishes: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...wishes });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.clock.setFixedTime(NOW);
  await context.addInitScript(WATCH);
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
  page.on('pageerror', (error) => void faults.push(error.message));
  page.on('request', (request) => void requests.push(`${request.method()} ${request.url()}`));
  await page.goto(url);
  return { page, faults, requests };
}
