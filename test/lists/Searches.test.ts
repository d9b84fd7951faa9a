import { Searches } from '../../src/lists/Searches';

const ACME = { organizationId: 'acme', id: 'k1' };
const OTHER = { organizationId: 'other', id: 'k2' };

/** A search that ends when it is told to. */
class HeldSearch {
  isRunning = false;
  end!: (error?: Error) => void;
  private readonly ended = new Promise<void>((resolve, reject) => {
    this.end = (error) => (error ? reject(error) : resolve());
  });

  readonly run = async (): Promise<void> => {
    this.isRunning = true;
    await this.ended.finally(() => {
      this.isRunning = false;
    });
  };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const runningOf = (searches: readonly HeldSearch[]) => searches.map(({ isRunning }) => isRunning);

describe('searches', () => {
  it('run two at once of each organization, in the order in which they came', async () => {
    const searches = new Searches();
    const held = Array.from({ length: 4 }, () => new HeldSearch());
    const passed = held.map(({ run }) => searches.pass(ACME, run));
    const other = new HeldSearch();
    const otherPassed = searches.pass(OTHER, other.run);
    await nextTurn();
    expect([runningOf(held), other.isRunning]).toEqual([[true, true, false, false], true]);
    held[1]?.end();
    await nextTurn();
    expect(runningOf(held)).toEqual([true, false, true, false]);
    for (const each of [...held, other]) each.end();
    await Promise.all([...passed, otherPassed]);
  });

  it('give their place on where they fail', async () => {
    const searches = new Searches();
    const held = Array.from({ length: 3 }, () => new HeldSearch());
    const [first, ...others] = held.map(({ run }) => searches.pass(ACME, run));
    held[0]?.end(new Error('no'));
    await expect(first).rejects.toThrow('no');
    await nextTurn();
    expect(runningOf(held)).toEqual([false, true, true]);
    for (const each of held) each.end();
    await Promise.all(others);
  });

  it('take turns by their callers', async () => {
    const searches = new Searches();
    const order: string[] = [];
    const held = [new HeldSearch(), new HeldSearch()];
    const passed = held.map(({ run }) => searches.pass(ACME, run));
    for (const id of ['a', 'a', 'a', 'b', 'c', 'b']) {
      passed.push(searches.pass({ ...ACME, id }, async () => void order.push(id)));
    }
    held[0]?.end();
    await Promise.all(passed.slice(2));
    held[1]?.end();
    await Promise.all(passed);
    expect(order.join('')).toBe('abcaba');
  });

  it('are refused where a hundred of the caller wait', async () => {
    const searches = new Searches();
    const held = Array.from({ length: 102 }, () => new HeldSearch());
    const passed = held.map(({ run }) => searches.pass(ACME, run));
    await expect(searches.pass(ACME, async () => undefined)).rejects.toMatchObject({
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 },
    });
    await expect(searches.pass(OTHER, async () => 'found')).resolves.toBe('found');
    const ofAnother = searches.pass({ ...ACME, id: 'k2' }, async () => 'found');
    for (const each of held) each.end();
    await Promise.all([...passed, ofAnother]);
    await expect(searches.pass(ACME, async () => 'found')).resolves.toBe('found');
  });
});
