import { statSync } from 'node:fs';

/** Files that take the longest, most of them at full length. One that began last would be waited for alone. */
const LONGEST = [
  'attacks/crash',
  'running/workers',
  'outbox/processes',
  'history/mutants',
  'history/history',
  'docs/installing',
  'browser/consoleScreens',
  'running/workersThatStop',
  'main',
];

/** The order of the test files: the longest, then the others by their size. */
// biome-ignore lint/style/noDefaultExport: jest looks for its sequencer there.
export default class LongestFirst {
  sort(tests) {
    const placed = [...tests].map((test) => ({ test, place: placeOf(test.path), size: statSync(test.path).size }));
    return placed.sort((one, other) => one.place - other.place || other.size - one.size).map(({ test }) => test);
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}

function placeOf(path) {
  const place = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.js`));
  return place < 0 ? LONGEST.length : place;
}
