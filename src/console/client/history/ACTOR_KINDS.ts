import type { ActorKind } from '../generated/graphql';

/** What each kind of actor is called. */
export const ACTOR_KINDS: Record<ActorKind, string> = {
  MEMBER: 'Member',
  API_KEY: 'API key',
  TOKEN: 'Access token of an API key',
  OPERATOR: 'Operator of the server',
  SYSTEM: 'The server itself',
  ANONYMOUS: 'Somebody unknown',
};
