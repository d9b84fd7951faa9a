import type { Speaker } from './apiKeyMutations';
import type { Answer, World } from './world';

const KEY = 'apiKey { status version disabledAt deletedAt endReason endNote }';
const ANSWER = `${KEY} affectedCount userErrors { code path }`;

/** A key that nobody ended, as these mutations answer it. */
export const LIVE = {
  status: 'ACTIVE',
  version: 1,
  disabledAt: null,
  deletedAt: null,
  endReason: null,
  endNote: null,
};

/** Disables a key, and asks for all that tests compare. */
export function disableApiKey(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: DisableApiKeyInput!) { disableApiKey(input: $input) { ${ANSWER} } }`;
  return speaker.run(document, { input });
}

/** Enables a key. */
export function enableApiKey(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: EnableApiKeyInput!) {
    enableApiKey(input: $input) { ${ANSWER} secret { value user pass number expiresAt } }
  }`;
  return speaker.run(document, { input });
}

/** Deletes a key, and asks for all that tests of its end compare. */
export function endApiKey(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: DeleteApiKeyInput!) {
    deleteApiKey(input: $input) { ${ANSWER} deletedApiKeyId }
  }`;
  return speaker.run(document, { input });
}

/** Restores a key. */
export function restoreApiKey(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: RestoreApiKeyInput!) { restoreApiKey(input: $input) { ${ANSWER} } }`;
  return speaker.run(document, { input });
}

/** What one of these mutations answers to what it refuses, whichever it is. Shape: the payload. */
export function notEnded(code: string, ...path: string[]): object {
  return { apiKey: null, affectedCount: 0, userErrors: [{ code, path }] };
}

/** The payload of an answer. */
export function payloadOf({ body }: Answer) {
  return Object.values<ReturnType<typeof JSON.parse>>(body.data)[0]; // Tests assert its shape.
}

/** The successes that the audit log holds of a key but for its making and first use, in their order. Shape: the name, then what changed. */
export async function eventsOfKey(world: World, id: string): Promise<unknown[]> {
  const rows = await world.rows<{ type: string; changes: string }>(
    `SELECT "type", "changes" FROM "audit_event"
     WHERE "targetId" = $1 AND "outcome" = 'SUCCESS' AND "type" NOT IN ('api_key.created', 'api_key.first_used') ORDER BY "at", "id"`,
    [id],
  );
  return rows.map(({ type, changes }) => [type, JSON.parse(changes)]);
}
