import type { Terminal } from '../../src/commands/Terminal';
import { commandOn } from '../support/commandOn';
import { rotateApiKey, use } from '../support/rotations';
import { waitUntil } from '../support/waitUntil';
import { basic, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

describe('latchkey keys rotate --finish silent, where a person watches', () => {
  const world = sharedWorld('sqlite');
  let acme: TestOrganization;
  let key: TestKey;

  beforeEach(async () => {
    world().now = Date.now(); // The command line has the real clock.
    acme = await world().organization();
    key = await world().key(acme);
  });

  /** Rotates the key in a terminal. Shape: what was written, in its order; `shown` is standard error alone. */
  function rotate(wishes: Partial<Terminal> = {}, ...args: string[]) {
    const told: string[] = [];
    let interrupt = (): void => undefined;
    let isHeard = false;
    const ended = commandOn(world(), acme, ['keys', 'rotate', key.id, '--finish', 'silent', ...args], {
      isWatched: true,
      columns: 100,
      isTaken: async () => {
        told.push('taken');
        return true;
      },
      say: (text) => void told.push(`value ${text}`),
      writeError: (text) => void told.push(text),
      onInterrupt: (listener) => {
        [interrupt, isHeard] = [listener, true];
        return () => {
          isHeard = false;
        };
      },
      ...wishes,
    });
    const shown = () => told.filter((text) => !text.startsWith('value ')).join('');
    const newKey = () => ({ ...key, value: told[0]?.slice('value '.length).trim() ?? '' });
    return { ended, told, shown, newKey, interrupt: () => interrupt(), isHeard: () => isHeard };
  }

  async function useOld(userAgent: string): Promise<void> {
    const headers = { authorization: basic(key.value), 'user-agent': userAgent };
    await world().graphql({ query: 'query Import { viewer { name } }' }, headers);
    await world().app.services.secretTraces.flush();
  }

  it('prints the value before anything else, shows who still uses the earlier one, and stays until it is over', async () => {
    const { ended, told, shown, newKey } = rotate();
    await waitUntil('it waits for the first use', () => shown().includes('Secret 2 waits for its first use.'));
    expect(told.slice(0, 2)).toEqual([expect.stringMatching(/^value \S+\n$/), 'taken']);
    expect(shown()).toContain('Nobody is known to have used secret 1 since the rotation began.');
    await useOld('nightly/1.0');
    await waitUntil('the user is shown', () =>
      /used secret 1 since the rotation began:\n.*\n127\.0\.0\.1 +\S+Z +Import +nightly\/1\.0/.test(shown()),
    );
    await use(world(), newKey());
    await waitUntil('the earlier one retires', () =>
      /Secret 1 ends once nobody uses it, at the latest \S+Z\./.test(shown()),
    );
    const { userErrors } = await world().app.services.rotations.finishRotation(world().operator(acme), { id: key.id });
    expect(userErrors).toEqual([]);
    const { code, stdout } = await ended;
    expect([code, stdout]).toEqual([0, `${newKey().value}\n`]);
    expect(shown()).toMatch(/Done: secret 2 alone works\.\n$/);
    expect(shown()).not.toContain(newKey().value);
  });

  it('leaves the rest to the server at Ctrl-C, and says so', async () => {
    const { ended, shown, interrupt, isHeard } = rotate();
    await waitUntil('it waits', () => shown().includes('Ctrl-C leaves the rest to the server.'));
    expect(isHeard()).toBe(true);
    interrupt();
    expect((await ended).code).toBe(0);
    const sentence = `The server ends the earlier secret by itself, once the new value is used. To look again: latchkey keys show ${key.id}\n`;
    expect(shown().endsWith(sentence)).toBe(true);
    expect(isHeard()).toBe(false);
  });

  it('ends with 1 where the new secret is taken back, or the key ends', async () => {
    const first = rotate();
    await waitUntil('it waits', () => first.shown().includes('waits'));
    await rotateApiKey(world().as(acme.key), key);
    const taken = await first.ended;
    expect([taken.code, taken.stderr]).toEqual([
      1,
      expect.stringMatching(/Secret 2 was taken back: its value does not work\.\n$/),
    ]);
    const second = rotate();
    await waitUntil('it waits', () => second.shown().includes('waits'));
    await world().app.services.apiKeyEnds.disableApiKey(world().operator(acme), { id: key.id });
    const disabled = await second.ended;
    expect([disabled.code, disabled.stderr]).toEqual([
      1,
      expect.stringMatching(/The key is DISABLED: it works no more\.\n$/),
    ]);
  });

  it('waits for nothing where the value was lost, and says what to do', async () => {
    const { ended } = rotate({ isTaken: async () => false });
    expect(await ended).toMatchObject({
      code: 1,
      stderr: 'The new value is lost. Rotate the key again: that takes it back, and prints another.\n',
    });
  });

  it('returns at once with --no-wait', async () => {
    expect(await rotate({}, '--no-wait').ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('writes each look over the one before, in lines that a terminal does not break', async () => {
    const { ended, shown, interrupt } = rotate({ columns: 40 });
    await waitUntil('it waits', () => shown().includes('Ctrl-C'));
    await useOld(`agent/${'x'.repeat(100)}`);
    await waitUntil('it is shown anew', () => shown().includes('\x1b[3A\x1b[J'));
    await waitUntil('the user is shown', () => shown().includes('127.0.0.1'));
    interrupt();
    await ended;
    const lines = shown()
      .split('\n')
      .filter((line) => !line.startsWith('The server'));
    expect(Math.max(...lines.map((line) => line.replace(/^taken|^\x1b\[\dA\x1b\[J/, '').length))).toBeLessThan(40);
  });
});
