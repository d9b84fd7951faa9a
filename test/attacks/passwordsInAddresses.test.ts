import fc from 'fast-check';
import { runInProcess } from '../support/runInProcess';
import { SECRET } from '../support/world';

/** Both halves of every password that is tried. */
const PARTS = /Digger7|Gr4ve/i;
/** What an address gives another meaning to, and what else people choose. */
const SIGNS = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'@:/?#%') },
  { weight: 1, arbitrary: fc.constantFrom(...'[]\\^|`{}"<> ,;=+&!$*\'()~aé\t') },
);

/** A password that people could have chosen, not encoded. */
const password = fc
  .array(
    SIGNS.map((sign) => `${sign}Gr4ve`),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => `Digger7${parts.join('')}`);

/** Everything that the program prints where it is set like this. Nothing listens on port 1. */
async function printed(environment: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(['migrate'], {
    environment: { LATCHKEY_SECRET: SECRET, ...environment },
  });
  return `${code} ${stdout}${stderr}`;
}

describe('a password in an address', () => {
  it('that is not encoded is asked for in percent-encoding, and no part of it is told', async () => {
    const told = await printed({ DATABASE_URL: 'postgres://latchkey:gr@ve/Digger7@db/x' });
    expect(told).toBe(
      '2 Bad setting: DATABASE_URL is of the kind postgres, and cannot be read: percent-encode what its user and password hold of @ : / ? # % and spaces; accepted: sqlite:<path>, postgres://user:pass@host:port/db.\n',
    );
  });

  it('of the database is never told, whatever it is', async () => {
    const asked = fc.asyncProperty(password, async (found) => {
      expect(await printed({ DATABASE_URL: `postgres://latchkey:${found}@127.0.0.1:1/x` })).not.toMatch(PARTS);
    });
    await fc.assert(asked, { numRuns: 100 });
  });

  it('of a database on several hosts is never told, whatever it is', async () => {
    const asked = fc.asyncProperty(password, fc.boolean(), async (found, isEncoded) => {
      const written = isEncoded ? encodeURIComponent(found) : found;
      const told = await printed({ DATABASE_URL: `postgres://latchkey:${written}@127.0.0.1:1,127.0.0.2:1/x` });
      expect(told).not.toMatch(PARTS);
      if (isEncoded)
        expect(told).toMatch(/^1 The database 127\.0\.0\.1:1,127\.0\.0\.2:1\/x cannot be opened: no server/);
    });
    await fc.assert(asked, { numRuns: 60 });
  });

  it('of the database is read as it was meant where it is encoded', async () => {
    const asked = fc.asyncProperty(password, async (found) => {
      const DATABASE_URL = `postgres://latchkey:${encodeURIComponent(found)}@127.0.0.1:1/x`;
      expect(await printed({ DATABASE_URL })).toMatch(/^1 The database 127\.0\.0\.1:1\/x cannot be opened: connect/);
    });
    await fc.assert(asked, { numRuns: 20 });
  });

  it.each([
    ['SMTP_URL', 'smtp://latchkey:', '@mail.example.com'],
    ['MAIL_FROM', 'smtp://latchkey:', '@mail.example.com'],
    ['PUBLIC_URL', 'https://latchkey:', '@keys.example.com'],
    ['CORS_ORIGINS', 'https://app.example.com,https://latchkey:', '@keys.example.com'],
    ['HOST', 'http://latchkey:', '@0.0.0.0'],
    ['TRUST_PROXY', 'http://latchkey:', '@10.0.0.0/8'],
    ['PORT', 'http://latchkey:', '@localhost:80'],
    ['DATABASE_URL', 'mysql://latchkey:', '@db/x'],
    ['DATABASE_URL', 'latchkey:', '@db/x'],
  ])('in %s is never told, whatever it is: %s…%s', async (name, before, after) => {
    const asked = fc.asyncProperty(password, async (found) => {
      const told = await printed({ NODE_ENV: 'nonsense', [name]: `${before}${found}${after}` });
      expect(told).not.toMatch(PARTS);
    });
    await fc.assert(asked, { numRuns: 30 });
  });
});
