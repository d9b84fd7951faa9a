import type { Caller } from '../access/Caller';
import { CallerKind, type Viewer } from './Viewer';

/** Shows a caller as the graph does. */
export function viewerOf(caller: Caller): Viewer {
  const { kind, name, scopes, credentialEndsAt, expiresAt, apiKeyId, id, person } = caller;
  return {
    kind: CallerKind[kind as CallerKind], // The operator, the one other kind, is at the command line and asks no query.
    name,
    scopes: [...scopes],
    expiresAt: credentialEndsAt ?? expiresAt,
    apiKeyId,
    email: person?.email ?? null,
    memberId: person ? id : null,
  };
}
