import type { World } from '../support/world';

/** The use of keys as the database has it. Shape: `operation` is the name of the operation. */
export interface UsageRow {
  readonly operation: string | null;
  readonly kind: string;
  readonly signature: string;
  readonly fields: string[];
  readonly needs: string[][][] | null;
  readonly secretNumber: number;
  readonly requestCount: number;
  readonly refusedCount: number;
  readonly failedCount: number;
  readonly cost: number;
}

const ROWS = `
  SELECT o."name" AS "operation", o."kind", o."signature", o."fields", o."needs", h."secretNumber",
    h."requestCount", h."refusedCount", h."failedCount", h."cost"
  FROM "usage_hour" h JOIN "usage_operation" o ON o."id" = h."operationId"
  WHERE h."apiKeyId" = $1 ORDER BY o."name", o."signature", o."fields", o."needs", h."secretNumber"`;

type StoredRow = Omit<UsageRow, 'fields' | 'needs'> & { readonly fields: string; readonly needs: string | null };

/** Reads the use of a key, once the journals of the server are read. */
export async function usageRows(world: World, key: { readonly id: string }): Promise<UsageRow[]> {
  await world.app.services.usageIngest.ingestNow();
  const rows = await world.database.sql<StoredRow>(ROWS, [key.id]);
  return rows.map(({ fields, needs, ...row }) => ({
    ...row,
    fields: JSON.parse(fields),
    needs: needs === null ? null : JSON.parse(needs),
  }));
}
