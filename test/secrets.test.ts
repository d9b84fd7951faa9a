import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keptSecret } from '../src/secrets';
import { testFolder } from './support/engines';

const newFolder = (): string => mkdtempSync(path.join(testFolder(), 'secret-'));

describe('the kept master secret', () => {
  it('is made once, for its owner alone', () => {
    const folder = newFolder();
    const secret = keptSecret(folder);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(keptSecret(folder)).toBe(secret);
    expect(readFileSync(path.join(folder, 'secret'), 'utf8')).toBe(`${secret}\n`);
    expect(statSync(path.join(folder, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('is refused when the file is empty or short, and left as it is', () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'secret'), 'short\n');
    expect(() => keptSecret(folder)).toThrow(/holds no secret of at least 32 bytes/);
    expect(readFileSync(path.join(folder, 'secret'), 'utf8')).toBe('short\n');
  });
});
