import { AUDIT_PATHS, CHECKPOINT_CACHING } from '../http/addAuditRoutes';
import { alwaysSent, httpRefusals, type Part, referencesTo, tellingKeyExpiry, text } from './refusals';

/** Source: C2SP tlog-checkpoint. */
const CHECKPOINT: Part = {
  type: 'string',
  pattern: '^[^\\n]+\\n[0-9]+\\n[A-Za-z0-9+/]{43}=\\n(first-kept [0-9]+\\n)?\\n\u2014 [^ ]+ [A-Za-z0-9+/]+=*\\n$',
  example:
    'keys.example.com/audit/019b2f6e8f7a7c3d9e1f2a3b4c5d6e7f\n7\n' +
    '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n' +
    '\u2014 keys.example.com/audit sSAZN0HIBJpdYVpZui4zdQrx8LERLpX4/GpBLTJb0XoLKE1pTobgk3QEE0Xf5bwH9Qd7kBMPm/sw8JR+8kMkG9glYA4=\n',
};

/** What the address of checkpoints answers. */
export const AUDIT_ANSWERS: Readonly<Record<string, Part>> = tellingKeyExpiry({
  200: {
    description: "The newest checkpoint of the audit log of the caller's organization.",
    headers: { 'Cache-Control': alwaysSent('It is not to be kept.', { const: CHECKPOINT_CACHING }) },
    content: text(CHECKPOINT),
  },
  ...httpRefusals([
    ['UNAUTHENTICATED'],
    ['FORBIDDEN', 403, 'Use a key with `workspace.admin.audit:read`.'],
    ['BAD_REQUEST', 403, 'Use HTTPS.'],
    ['BAD_REQUEST', 404, 'Nothing of the audit log is sealed yet. Try again in some seconds.'],
    ['RATE_LIMITED', 429, 'Send a credential that works, or wait: too many of this network did not.'],
    ['INTERNAL_SERVER_ERROR'],
    ['SERVICE_UNAVAILABLE'],
  ]),
});

/** What auditors read. Source: decision 104. */
export function auditPaths(): Readonly<Record<string, Part>> {
  return {
    [AUDIT_PATHS.checkpoint]: {
      get: {
        operationId: 'getAuditCheckpoint',
        summary: 'The newest checkpoint of the audit log',
        description:
          'A signed note in the form of C2SP, tlog-checkpoint. The key is at `/.well-known/latchkey-audit-key`.',
        tags: ['Audit'],
        security: [{ basic: [] }, { bearer: [] }],
        responses: referencesTo('Audit', AUDIT_ANSWERS),
      },
    },
  };
}
