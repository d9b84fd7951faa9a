import type { Page } from 'playwright-core';

/** Lets the server do what it is asked to, and keeps its answer from the page. */
export async function loseAnswers(page: Page, mutation: string): Promise<void> {
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes(mutation)) return route.continue();
    await route.fetch();
    return route.abort();
  });
}
