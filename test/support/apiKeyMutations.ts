import type { Answer } from './world';

/** Whoever speaks GraphQL to a server: what `world().as(key)` answers. */
export interface Speaker {
  run(query: string, variables?: Record<string, unknown>): Promise<Answer>;
}

/** An expiry date that every key of a test may have, unless the test is about expiry. */
export const EXPIRES_AT = '2027-01-01T00:00:00.000Z';

/** Makes a key, and asks for all that tests compare. */
export function createApiKey(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      apiKey { id name user scopes status expiresAt createdAt createdBy lastUsedAt process { id } organization { id } }
      secret { value user pass }
      userErrors { code path }
    }
  }`;
  return speaker.run(document, { input });
}

/** What a refused `createApiKey` answers. */
export function createRefused(code: string, ...path: string[]): object {
  return { data: { createApiKey: { apiKey: null, secret: null, userErrors: [{ code, path }] } } };
}

/** Changes a key, and asks for all that can change. */
export function updateApiKey(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: UpdateApiKeyInput!) {
    updateApiKey(input: $input) { apiKey { name scopes expiresAt status } userErrors { code path } }
  }`;
  return speaker.run(document, { input });
}

/** What a refused `updateApiKey` answers. */
export function updateRefused(code: string, ...path: string[]): object {
  return { data: { updateApiKey: { apiKey: null, userErrors: [{ code, path }] } } };
}

/** Deletes a key. */
export function deleteApiKey(speaker: Speaker, id: string): Promise<Answer> {
  const document = `mutation ($input: DeleteApiKeyInput!) {
    deleteApiKey(input: $input) { deletedApiKeyId userErrors { code path } }
  }`;
  return speaker.run(document, { input: { id } });
}

/** What `deleteApiKey` answers where there is no such key. */
export const DELETE_NOT_FOUND = {
  data: { deleteApiKey: { deletedApiKeyId: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }] } },
};

/** What every request with a credential that does not hold is answered. */
export const UNAUTHENTICATED = {
  errors: [
    {
      message: 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
};
