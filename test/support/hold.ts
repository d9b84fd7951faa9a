import { EventEmitter, once } from 'node:events';
import type { Page } from 'playwright-core';

/** Keeps an operation from reaching the server. Shape: a function that lets it go. */
export async function hold(page: Page, operation: string): Promise<() => Promise<void>> {
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
