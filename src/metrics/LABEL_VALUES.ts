/** What is asked for. `other` is everything that this server has no address for. */
export const REQUEST_KINDS = [
  'graphql',
  'verify',
  'token',
  'introspect',
  'revoke',
  'metadata',
  'health',
  'page',
  'other',
] as const;

/** What a request is for. */
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** How requests are answered, the gravest last. An answer of GraphQL counts by the gravest of its errors. */
export const REQUEST_OUTCOMES = [
  'answered',
  'invalid',
  'forbidden',
  'limited',
  'unauthenticated',
  'unavailable',
  'failed',
] as const;

/** How a request was answered. */
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

/** Why a credential is refused. */
export const REFUSAL_REASONS = [
  'malformed',
  'unknown',
  'wrong_secret',
  'ended_secret',
  'expired',
  'disabled',
  'blocked',
  'deleted',
  'owner_ended',
  'invalid_token',
  'ended_token',
] as const;

/** Why a credential was refused. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** What is done with a connection to the database; `waiting` is what waits for one. */
export const CONNECTION_STATES = ['busy', 'idle', 'waiting'] as const;

/** What is sent. */
export const PARCEL_KINDS = ['mail'] as const;

/** How far a parcel is; `retrying` was tried in vain, and is tried again. */
export const PARCEL_STATES = ['waiting', 'retrying', 'given_up'] as const;
