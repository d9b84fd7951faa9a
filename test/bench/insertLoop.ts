import { randomBytes } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3';
import { failLoop, serveLoop } from './loop';

const COLUMNS = ['id', 'organizationId', 'name', 'user', 'passDigest', 'scopes', 'expiresAt', 'createdAt'];

function main(file: string): void {
  const database = new BetterSqlite3(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`CREATE TABLE "plain" (${COLUMNS.map((column) => `"${column}"`).join(', ')})`);
  const insert = database.prepare(`INSERT INTO "plain" VALUES (${COLUMNS.map(() => '?').join(', ')})`);
  const organizationId = randomBytes(16).toString('hex');
  serveLoop(() => {
    const random = randomBytes(56).toString('hex');
    const [id, user, digest] = [random.slice(0, 32), random.slice(32, 48), random.slice(48)];
    const { changes } = insert.run(
      id,
      organizationId,
      'Plain',
      user,
      digest,
      ' workspace.process:read ',
      0,
      Date.now(),
    );
    if (changes !== 1) throw new Error('a row was not inserted');
  });
}

try {
  main(process.argv[2] ?? '');
} catch (error) {
  failLoop(error);
}
