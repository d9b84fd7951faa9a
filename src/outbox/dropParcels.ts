import type { RunSql } from '../storage/Storage';

/** Drops what was to be sent for something that has ended. A parcel that is being sent may still arrive. */
export async function dropParcels(sql: RunSql, destinationId: string): Promise<void> {
  await sql('DELETE FROM "outbox_parcel" WHERE "destinationId" = $1', [destinationId]);
}
