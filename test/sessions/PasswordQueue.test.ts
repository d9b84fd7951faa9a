import { type Owner, PasswordQueue } from '../../src/sessions/PasswordQueue';

/** Work that ends when it is told to, and what of it has begun. */
class Works {
  readonly begun: string[] = [];
  private readonly ends = new Map<string, () => void>();

  start(gate: PasswordQueue, account: string, label = account, owner: Partial<Owner> = {}): Promise<string> {
    return gate.pass({ account, network: label, isFamiliar: false, ...owner }, () => {
      this.begun.push(label);
      return new Promise((end) => this.ends.set(label, () => end(label)));
    });
  }

  end(label: string): void {
    this.ends.get(label)?.();
  }
}

const CROWDED = { network: 'crowded' };
const FAMILIAR = { isFamiliar: true };

describe('the gate for slow work', () => {
  it('lets two pieces of work run at once, and others when their turn comes', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const [a, , c] = ['a', 'b', 'c'].map((name) => works.start(gate, name));
    expect(works.begun).toEqual(['a', 'b']);
    works.end('a');
    expect(await a).toBe('a');
    expect(works.begun).toEqual(['a', 'b', 'c']);
    works.end('c');
    expect(await c).toBe('c');
  });

  it('lets one piece of work of an account run at once, and does not keep others waiting for it', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const first = works.start(gate, 'a', 'a1');
    works.start(gate, 'a', 'a2');
    works.start(gate, 'b');
    expect(works.begun).toEqual(['a1', 'b']);
    works.end('a1');
    await first;
    expect(works.begun).toEqual(['a1', 'b', 'a2']);
  });

  it('lets the next in when work fails', async () => {
    const gate = new PasswordQueue();
    const owner = (name: string): Owner => ({ account: name, network: name, isFamiliar: false });
    const failing = ['a', 'b'].map((name) => gate.pass(owner(name), () => Promise.reject(new Error(name))));
    const third = gate.pass(owner('a'), async () => 'done');
    await expect(failing[0]).rejects.toThrow('a');
    await expect(failing[1]).rejects.toThrow('b');
    expect(await third).toBe('done');
  });

  it('lets somebody from a network that has none running in before a crowd from another', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const crowd = Array.from({ length: 10 }, (_each, index) => works.start(gate, `c${index}`, `c${index}`, CROWDED));
    works.start(gate, 'ada', 'ada', { network: 'home' });
    works.end('c0');
    await crowd[0];
    expect(works.begun).toEqual(['c0', 'c1', 'ada']);
  });

  it('lets an account in from a familiar network before a crowd that tries it from everywhere', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const crowd = Array.from({ length: 48 }, (_each, index) => works.start(gate, 'ada', `c${index}`));
    const refused = Promise.allSettled(crowd.slice(11));
    works.start(gate, 'ada', 'home', FAMILIAR);
    works.end('c0');
    await crowd[0];
    expect(works.begun).toEqual(['c0', 'home']);
    expect((await refused).map(({ status }) => status)).toEqual(Array(37).fill('rejected'));
  });

  it('lets familiar networks in before a crowd that tries every account from everywhere', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const crowd = Array.from({ length: 502 }, (_each, index) => works.start(gate, `c${index}`));
    works.start(gate, 'ada', 'home', FAMILIAR);
    works.end('c0');
    await crowd[0];
    expect(works.begun).toEqual(['c0', 'c1', 'home']);
  });

  it('does not let the familiar network of one account keep others waiting', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const crowded = { ...CROWDED, ...FAMILIAR };
    const crowd = Array.from({ length: 10 }, (_each, index) => works.start(gate, `c${index}`, `c${index}`, crowded));
    works.start(gate, 'ada', 'ada', { network: 'home' });
    works.end('c0');
    await crowd[0];
    expect(works.begun).toEqual(['c0', 'c1', 'ada']);
  });

  it('lets an account in that is at home nowhere, however often others sign in at home', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const begin = (index: number) => works.start(gate, `mallory${index % 3}`, `m${index}`, FAMILIAR);
    const insider = Array.from({ length: 9 }, (_each, index) => begin(index));
    works.start(gate, 'ada');
    for (let turn = 0; turn < 100 && !works.begun.includes('ada'); turn += 1) {
      works.end(`m${turn}`);
      await insider[turn];
      insider.push(begin(insider.length)); // Before the next turn: the insider always waits at every place.
    }
    expect(works.begun.slice(2, 8)).toContain('ada'); // After each account of the insider twice at most.
  });

  it('lets an account in again, however many come meanwhile that never were in', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const begin = (index: number) => works.start(gate, `new${index}`, `n${index}`);
    const crowd = Array.from({ length: 20 }, (_each, index) => begin(index));
    works.start(gate, 'ada', 'ada1');
    works.start(gate, 'ada', 'ada2');
    for (let turn = 0; turn < 100 && !works.begun.includes('ada2'); turn += 1) {
      const label = works.begun[turn] as string;
      works.end(label);
      await (label === 'ada1' ? Promise.resolve() : crowd[Number(label.slice(1))]);
      crowd.push(begin(crowd.length));
    }
    expect(works.begun).toContain('ada2');
  });

  it('refuses what would wait behind ten others of one account, unless these are no familiar ones', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    for (let index = 0; index < 11; index += 1) works.start(gate, 'ada', `c${index}`);
    await expect(works.start(gate, 'ada', 'c11')).rejects.toThrow('Too many requests.');
    for (let index = 0; index < 10; index += 1) works.start(gate, 'ada', `home${index}`, FAMILIAR);
    await expect(works.start(gate, 'ada', 'home10', FAMILIAR)).rejects.toThrow('Too many requests.');
    works.start(gate, 'bob');
    expect(works.begun).toEqual(['c0', 'bob']);
  });

  it('refuses what would wait behind forty others of one network', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    for (let index = 0; index < 42; index += 1) works.start(gate, `c${index}`, `c${index}`, CROWDED);
    await expect(works.start(gate, 'c42', 'c42', CROWDED)).rejects.toThrow('Too many requests.');
    works.start(gate, 'ada', 'ada', { network: 'home' });
    works.end('c0');
    works.end('c1');
    expect(works.begun).not.toContain('c42');
  });

  it('refuses what would wait behind five hundred others', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    for (let index = 0; index < 502; index += 1) works.start(gate, `${index}`);
    await expect(works.start(gate, 'late')).rejects.toThrow('The service cannot answer right now.');
    expect(works.begun).toEqual(['0', '1']);
  });
});
