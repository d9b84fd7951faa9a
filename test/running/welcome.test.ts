import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLog } from '../../src/log';
import { sayWelcome } from '../../src/running/welcome';
import { newFolder } from '../support/program';

const MADE = {
  organization: { id: 'o', name: 'First organization' },
  user: { id: 'u', email: 'admin@example.com', password: 'a password' },
  apiKey: { id: 'k', value: 'lko_x:lks_y', expiresAt: '2027-01-01T00:00:00.000Z' },
};

/** What is written, and logged, of the first start. */
function saidWith(isTTY: boolean, folder: string): { written: string; logged: string } {
  const [texts, lines]: [string[], string[]] = [[], []];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const output = { isTTY, write: (text: string) => texts.push(text) };
  sayWelcome(MADE, 'http://127.0.0.1:4000', { output, log, folder });
  return { written: texts.join(''), logged: lines.join('') };
}

describe('what the first start made', () => {
  it('is shown on a terminal, and put nowhere', async () => {
    const { written, logged } = saidWith(true, await newFolder());
    expect([written, logged]).toEqual([expect.stringMatching(/password {6}a password\n.*lko_x:lks_y\n/s), '']);
  });

  it('is put into a file that this account alone reads, where the output is no terminal', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'first-login.txt');
    writeFileSync(file, 'of a database that was here before', { mode: 0o644 });
    const { written, logged } = saidWith(false, folder);
    expect([written, JSON.parse(logged)]).toEqual(['', expect.objectContaining({ level: 40, file })]);
    expect(logged).not.toMatch(/a password|lks_/);
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8')]).toEqual([
      0o600,
      expect.stringContaining('lko_x:lks_y'),
    ]);
  });

  it('is shown all the same where there can be no file, and the log says so', async () => {
    const folder = path.join(await newFolder(), 'none');
    const { written, logged } = saidWith(false, folder);
    expect(written).toContain('lko_x:lks_y');
    expect(JSON.parse(logged).msg).toMatch(/could not be put into a file/);
  });
});
