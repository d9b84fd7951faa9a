import type { AggregatedResult } from '@jest/test-result';
import { ENGINES } from './engineLabels';

/** Says at the end of a run how many tests ran on each engine. */
export default class EngineCountReporter {
  onRunComplete(_contexts: unknown, { testResults }: AggregatedResult): void {
    const ran = testResults
      .flatMap((file) => file.testResults)
      .filter(({ status }) => status === 'passed' || status === 'failed');
    for (const [label] of ENGINES) {
      const count = ran.filter(({ ancestorTitles }) => ancestorTitles.includes(label)).length;
      process.stderr.write(`Tests that ran ${label}: ${count}\n`);
    }
    process.stderr.write(`Tests that need no database of their own: ${ran.length - countOf(ran)}\n`);
    const failedCount = ran.filter(({ status }) => status === 'failed').length;
    process.stderr.write(`${ran.length - failedCount} passed, ${failedCount} failed\n`);
  }
}

function countOf(tests: readonly { ancestorTitles: string[] }[]): number {
  return tests.filter(({ ancestorTitles }) => ENGINES.some(([label]) => ancestorTitles.includes(label))).length;
}
