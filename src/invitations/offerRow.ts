import { tokenDigest } from '../newToken';
import type { RunSql } from '../storage/Storage';
import type { Invitation } from './Invitation';
import type { InvitationOffer } from './inputs';

const SELECT_OFFER = `
  SELECT i."id", i."organizationId", i."email", i."role", i."expiresAt", i."mailedAt", o."name" AS "organizationName"
  FROM "invitation" i JOIN "organization" o ON o."id" = i."organizationId"
  WHERE i."tokenDigest" = $1 AND i."expiresAt" > $2 AND o."disabledAt" IS NULL`;

/** An invitation that can be accepted, with what it is for. */
export type OfferRow = InvitationOffer & Pick<Invitation, 'id' | 'organizationId' | 'mailedAt'>;

/** The invitation of a token; undefined where it is good for nothing, or no longer. */
export async function offerRow(sql: RunSql, token: string, now: number): Promise<OfferRow | undefined> {
  const [row] = await sql<OfferRow>(SELECT_OFFER, [tokenDigest(token), now]);
  return row;
}
