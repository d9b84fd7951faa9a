/** A test file. Shape: `path` below `test`, e.g. `keys/createApiKey.test.ts`. */
export interface TestFile {
  readonly path: string;
  readonly text: string;
}

/** Each mutation that has not exactly one test file of its name in a room of `test`, or one that never names it. */
export function mutationTestFaults(mutations: readonly string[], files: readonly TestFile[]): string[] {
  return mutations.flatMap((mutation) => {
    const [own, ...others] = files.filter(({ path }) => path.split('/').slice(1).join('/') === `${mutation}.test.ts`);
    if (!own) return [`${mutation} has no test file of its name`];
    if (others.length > 0) return [`${mutation} has ${others.length + 1} test files of its name`];
    return new RegExp(`\\b${mutation}\\(`).test(own.text) ? [] : [`${own.path} never calls ${mutation}`];
  });
}
