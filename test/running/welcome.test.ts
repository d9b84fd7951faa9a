import { createLog } from '../../src/log';
import { sayWelcome } from '../../src/running/welcome';

const MADE = {
  organization: { id: 'o', name: 'First organization' },
  user: { id: 'u', email: 'admin@example.com', password: 'a password' },
  apiKey: { id: 'k', value: 'lko_x:lks_y', expiresAt: '2027-01-01T00:00:00.000Z' },
};

/** What is written, and logged, of the first start. */
function saidWith(isTTY: boolean): { written: string; logged: string } {
  const [texts, lines]: [string[], string[]] = [[], []];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const output = { isTTY, write: (text: string) => texts.push(text) };
  sayWelcome(MADE, 'http://127.0.0.1:4000', { output, log });
  return { written: texts.join(''), logged: lines.join('') };
}

describe('what the first start made', () => {
  it('is shown on a terminal', () => {
    const { written, logged } = saidWith(true);
    expect([written, logged]).toEqual([expect.stringMatching(/password {6}a password\n.*lko_x:lks_y\n/s), '']);
  });

  it('is shown elsewhere with a warning, which holds no secret', () => {
    const { written, logged } = saidWith(false);
    expect(written).toMatch(/password {6}a password\n.*lko_x:lks_y\n/s);
    expect(JSON.parse(logged)).toMatchObject({ level: 40, msg: expect.stringMatching(/not on a terminal/) });
    expect(logged).not.toMatch(/a password|lks_/);
  });
});
