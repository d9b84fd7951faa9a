import { PasswordQueue } from '../../src/sessions/PasswordQueue';

/** Work that ends when it is told to, and what of it has begun. */
class Works {
  readonly begun: string[] = [];
  private readonly ends = new Map<string, () => void>();

  start(gate: PasswordQueue, account: string, label = account, network = label): Promise<string> {
    return gate.pass({ account, network }, () => {
      this.begun.push(label);
      return new Promise((end) => this.ends.set(label, () => end(label)));
    });
  }

  end(label: string): void {
    this.ends.get(label)?.();
  }
}

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
    const failing = ['a', 'b'].map((name) =>
      gate.pass({ account: name, network: name }, () => Promise.reject(new Error(name))),
    );
    const third = gate.pass({ account: 'a', network: 'a' }, async () => 'done');
    await expect(failing[0]).rejects.toThrow('a');
    await expect(failing[1]).rejects.toThrow('b');
    expect(await third).toBe('done');
  });

  it('lets somebody from a network that has none running in before a crowd from another', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    const crowd = Array.from({ length: 10 }, (_each, index) => works.start(gate, `c${index}`, `c${index}`, 'crowded'));
    works.start(gate, 'ada', 'ada', 'home');
    works.end('c0');
    await crowd[0];
    expect(works.begun).toEqual(['c0', 'c1', 'ada']);
  });

  it('refuses what would wait behind forty others of one network', async () => {
    const [gate, works] = [new PasswordQueue(), new Works()];
    for (let index = 0; index < 42; index += 1) works.start(gate, `c${index}`, `c${index}`, 'crowded');
    await expect(works.start(gate, 'c42', 'c42', 'crowded')).rejects.toThrow('Too many requests.');
    works.start(gate, 'ada', 'ada', 'home');
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
