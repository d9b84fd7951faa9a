import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { until } from './consolePage';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Nothing moves, and no dialog is about to: it begins to fade in a frame after it is there. */
const RESTS = `document.getAnimations().every(({ playState }) => playState !== 'running') &&
  [...document.querySelectorAll('[role=dialog]')].every((each) => getComputedStyle(each).opacity === '1')`;

/** What axe-core finds wrong, once nothing moves any more. */
export async function axeViolations(page: Page): Promise<unknown[]> {
  await until(page, RESTS);
  return page.evaluate(`(async () => {
    ${AXE}
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary)]);
  })()`);
}
