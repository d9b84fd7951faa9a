import { getState } from 'jest-circus';
import { endLeftOpen } from './leftOpen';
import { beginStep } from './timeLeft';

/**
 * What jest's own runner does and the fast one does not: modules stay loaded from one test file to the next, so that
 * hooks of a module would run once, and nothing ends a test that hangs. Source: decision 048.
 */

/** Units: milliseconds that a test, or a hook, may take, unless it says otherwise. */
const LIMIT_MS = 180_000;

type Block = ReturnType<typeof getState>['rootDescribeBlock'];
type Step = Block['hooks'][number] | Extract<Block['children'][number], { type: 'test' }>;

const prepared = new WeakSet<Block>();

/** Prepares a test file when it says its first word. */
function prepare(): void {
  const { rootDescribeBlock } = getState();
  if (prepared.has(rootDescribeBlock)) return;
  prepared.add(rootDescribeBlock);
  beforeAll(() => limitAll(rootDescribeBlock));
  afterEach(() => endLeftOpen('test'));
  afterAll(() => endLeftOpen('file'));
}

function limitAll({ hooks, children }: Block): void {
  for (const hook of hooks) limit(hook);
  for (const child of children) {
    if (child.type === 'describeBlock') limitAll(child);
    else limit(child);
  }
}

function limit(step: Step): void {
  const fn = step.fn as (() => unknown) | undefined; // No test of ours takes a callback.
  const limitMs = step.timeout ?? LIMIT_MS;
  step.fn = async () => {
    let timer: NodeJS.Timeout | undefined;
    beginStep(limitMs);
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`It took more than ${limitMs} ms.`)), limitMs);
    });
    try {
      await Promise.race([fn?.(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

globalThis.describe = new Proxy(globalThis.describe, {
  apply: (target, self, args) => {
    prepare();
    return Reflect.apply(target, self, args);
  },
  get: (target, name) => {
    prepare();
    return Reflect.get(target, name);
  },
});
