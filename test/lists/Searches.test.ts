import { Searches } from '../../src/lists/Searches';

const ACME = 'acme';

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
    const otherPassed = searches.pass('other', other.run);
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

  it('are refused where a hundred of the organization wait', async () => {
    const searches = new Searches();
    const held = Array.from({ length: 102 }, () => new HeldSearch());
    const passed = held.map(({ run }) => searches.pass(ACME, run));
    await expect(searches.pass(ACME, async () => undefined)).rejects.toMatchObject({
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 },
    });
    await expect(searches.pass('other', async () => 'found')).resolves.toBe('found');
    for (const each of held) each.end();
    await Promise.all(passed);
    await expect(searches.pass(ACME, async () => 'found')).resolves.toBe('found');
  });
});
