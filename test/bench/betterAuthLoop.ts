import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { failLoop, serveLoop } from './loop';

/** The little of better-auth that is used here; its own types are not installed where this is compiled. */
interface BetterAuth {
  readonly api: {
    signUpEmail(call: { body: object }): Promise<{ user: { id: string } }>;
    createApiKey(call: { body: object }): Promise<{ id: string; key: string }>;
    verifyApiKey(call: { body: { key: string } }): Promise<{ valid: boolean; key: { id: string } | null }>;
  };
}

/** @param folder where the packages are; @param file the new database */
async function main(folder: string, file: string): Promise<void> {
  const from = (name: string): Promise<Record<string, (options: object) => unknown>> =>
    import(pathToFileURL(`${folder}/node_modules/${name}`).href);
  const { betterAuth } = await from('better-auth/dist/index.mjs');
  const { getMigrations } = await from('better-auth/dist/db/get-migration.mjs');
  const { apiKey } = await from('@better-auth/api-key/dist/index.mjs');
  if (!betterAuth || !getMigrations || !apiKey) throw new Error('better-auth is not as it is known here');
  const database = new BetterSqlite3(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  const options = {
    database,
    secret: randomBytes(32).toString('base64'),
    baseURL: 'http://127.0.0.1',
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
  };
  const { runMigrations } = (await getMigrations(options)) as { runMigrations(): Promise<void> };
  await runMigrations();
  const { api } = betterAuth(options) as BetterAuth;
  const body = { email: 'bench@example.com', password: randomBytes(16).toString('hex'), name: 'Bench' };
  const { user } = await api.signUpEmail({ body });
  const { id, key } = await api.createApiKey({ body: { userId: user.id, name: 'Bench' } });
  serveLoop(async () => {
    const { valid, key: found } = await api.verifyApiKey({ body: { key } });
    if (!valid || found?.id !== id) throw new Error('a key that is valid was refused');
  });
}

main(process.argv[2] ?? '', process.argv[3] ?? '').catch(failLoop);
