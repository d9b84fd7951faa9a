import type { TestKey, World } from './world';

/** Makes many keys like one, all of which nobody can use. */
export async function copyKey(world: World, key: TestKey, count: number): Promise<void> {
  const [row = {}] = await world.rows<object>('SELECT * FROM "api_key" WHERE "id" = $1', [key.id]);
  const own: Record<string, string> = {
    id: `substr("id", 1, 26) || CAST(100000 + i AS TEXT)`,
    user: `substr("user", 1, 14) || CAST(100000 + i AS TEXT)`,
  };
  const names = Object.keys(row).map((name) => `"${name}"`);
  const values = Object.keys(row).map((name) => own[name] ?? `"${name}"`);
  await world.rows(
    `WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${count})
     INSERT INTO "api_key" (${names.join(', ')})
     SELECT ${values.join(', ')} FROM "api_key" CROSS JOIN numbers WHERE "id" = $1`,
    [key.id],
  );
}
