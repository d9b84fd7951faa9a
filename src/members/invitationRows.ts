import { createHash, randomBytes } from 'node:crypto';
import type { RunSql } from '../storage/storage';
import type { Invitation } from './Invitation';
import type { InvitationOffer } from './invitationInputs';

/** Units: bytes of a token. */
const TOKEN_BYTES = 32;

const SELECT_OFFER = `
  SELECT i."id", i."organizationId", i."email", i."role", i."expiresAt", o."name" AS "organizationName"
  FROM "invitation" i JOIN "organization" o ON o."id" = i."organizationId"
  WHERE i."tokenDigest" = $1 AND i."expiresAt" > $2 AND o."disabledAt" IS NULL`;

/** An invitation that can be accepted, with what it is for. */
export type OfferRow = InvitationOffer & Pick<Invitation, 'id' | 'organizationId'>;

/** The token of a new invitation. Shape: 43 characters of base64url, 256 random bits. */
export function newInvitationToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is kept of a token. Shape: SHA-256 in hex: 256 random bits need no slower digest. */
export function invitationDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Ends what somebody invited to: with the key, or the membership, ends what was made with it. */
export async function endInvitationsBy(sql: RunSql, createdById: string): Promise<void> {
  await sql('DELETE FROM "invitation" WHERE "createdById" = $1', [createdById]);
}

/** The invitation of a token; undefined where it is good for nothing, or no longer. */
export async function offerRow(sql: RunSql, token: string, now: number): Promise<OfferRow | undefined> {
  const [row] = await sql<OfferRow>(SELECT_OFFER, [invitationDigest(token), now]);
  return row;
}
