/** How much an event matters to whoever watches: daily work, what somebody may want to know, what somebody should look at. */
export const EVENT_SEVERITIES = ['INFO', 'NOTICE', 'WARNING'] as const;

/** One of them. */
export type EventSeverity = (typeof EVENT_SEVERITIES)[number];

/** One kind of event. */
export interface EventDefinition<TargetType extends string = string> {
  /** The type of what it is about, as the schema calls it. */
  readonly target: TargetType;
  readonly severity: EventSeverity;
  /** Shape: `{actor}` and `{target}` stand for names. */
  readonly sentence: string;
  /** The fields whose values before and after are written down. Never a secret, nor a digest of one. */
  readonly changes: readonly string[];
}

/**
 * Everything that can happen, and the only place that says so: audit rows, `docs/events.md` and whoever is told of events
 * go by this list. Shape of a name: `noun.past_tense`. A change that is refused is the same event with another outcome.
 */
export const EVENTS = {
  'organization.created': event('Organization', 'NOTICE', '{actor} created the organization {target}', ['name']),
  'organization.updated': event('Organization', 'NOTICE', '{actor} changed the organization {target}', ['name']),
  'organization.restored': event(
    'Organization',
    'WARNING',
    '{actor} restored the organization {target} from a backup; sessions, invitations and access tokens ended',
    [],
  ),
  'process.created': event('Process', 'INFO', '{actor} created the process {target}', ['name', 'type']),
  'process.updated': event('Process', 'INFO', '{actor} changed the process {target}', ['name']),
  'process.deleted': event('Process', 'NOTICE', '{actor} deleted the process {target}', []),
  'api_key.created': event('ApiKey', 'NOTICE', '{actor} created the API key {target}', [
    'name',
    'note',
    'processId',
    'scopes',
    'expiresAt',
  ]),
  'api_key.updated': event('ApiKey', 'INFO', '{actor} changed the API key {target}', ['name', 'note']),
  'api_key.narrowed': event('ApiKey', 'NOTICE', '{actor} took rights from the API key {target}', [
    'name',
    'note',
    'scopes',
    'expiresAt',
  ]),
  'api_key.rotated': event('ApiKey', 'NOTICE', '{actor} gave the API key {target} another secret', [
    'secretNumber',
    'expiresAt',
    'retiringUntil',
  ]),
  'api_key.rotation_completed': event(
    'ApiKey',
    'INFO',
    'The new secret of the API key {target} was used for the first time; the earlier one ends',
    ['secretNumber', 'retiringUntil'],
  ),
  'api_key.rotation_finished': event('ApiKey', 'NOTICE', 'The earlier secret of the API key {target} ended', [
    'secretNumber',
  ]),
  'api_key.rotation_cancelled': event(
    'ApiKey',
    'NOTICE',
    '{actor} took back the new secret of the API key {target}, which nobody had used',
    ['expiresAt'],
  ),
  'api_key.secret_reused': event('ApiKey', 'WARNING', 'A secret of the API key {target} was presented after its end', [
    'secretNumber',
    'secretState',
    'wasNetworkKnown',
  ]),
  'api_key.enabled': event('ApiKey', 'NOTICE', '{actor} enabled the API key {target}', ['endReason', 'secretNumber']),
  'api_key.restored': event('ApiKey', 'WARNING', '{actor} restored the API key {target}', ['endReason', 'expiresAt']),
  'api_key.blocked': event('ApiKey', 'WARNING', 'The key policy blocks the API key {target}', ['violations']),
  'key_policy.updated': event('KeyPolicy', 'WARNING', '{actor} changed the key policy of {target}', [
    'maxLifetimeDays',
    'defaultLifetimeDays',
    'grantableScopes',
    'allowsAllScopes',
    'maxKeysPerOwner',
    'requiresNote',
    'disableUnusedAfterDays',
    'noticeDays',
    'onSecretReuse',
    'enforcedFrom',
  ]),
  'api_key.disabled': event('ApiKey', 'WARNING', '{actor} disabled the API key {target}', ['endReason', 'endNote']),
  'api_key.deleted': event('ApiKey', 'NOTICE', '{actor} deleted the API key {target}', ['endReason', 'endNote']),
  'api_key.first_used': event('ApiKey', 'INFO', 'The API key {target} was used for the first time', []),
  'api_key.expired': event('ApiKey', 'NOTICE', 'The API key {target} expired', []),
  'api_key.denied': event('ApiKey', 'NOTICE', '{actor} asked for what it has no permission for', ['requiredScopes']),
  'api_key.refused': event('ApiKey', 'WARNING', 'A credential of the API key {target} was refused', []),
  'token.revoked': event('Token', 'INFO', '{actor} revoked the access token {target}', []),
  'signing_key.rotated': event('SigningKey', 'WARNING', '{actor} replaced the signing key by {target}', []),
  'member.updated': event('Member', 'NOTICE', '{actor} changed the role of {target}', ['role']),
  'member.removed': event('Member', 'NOTICE', '{actor} removed {target}', ['role']),
  'member.password_changed': event(
    'Member',
    'NOTICE',
    '{actor} changed the own password; every other session of the person ended',
    [],
  ),
  'member.password_reset': event(
    'Member',
    'WARNING',
    '{actor} gave {target} another password; every session of the person ended',
    [],
  ),
  'member.sign_ins_failed': event(
    'Member',
    'WARNING',
    'A hundred sign-ins of {target} failed in a row: somebody may be guessing the password',
    [],
  ),
  'member.denied': event('Member', 'NOTICE', '{actor} asked for what the person has no permission for', [
    'requiredScopes',
  ]),
  'member.erased': event(
    'Member',
    'WARNING',
    '{actor} erased the names, addresses and user agents of the member {target} from the audit log',
    [],
  ),
  'invitation.created': event('Invitation', 'NOTICE', '{actor} invited {target}', ['role', 'expiresAt']),
  'invitation.deleted': event('Invitation', 'INFO', '{actor} withdrew the invitation of {target}', []),
  'invitation.accepted': event('Invitation', 'NOTICE', '{actor} accepted the invitation of {target}', ['role']),
  'webhook.created': event('Webhook', 'NOTICE', '{actor} created the webhook to {target}', [
    'url',
    'types',
    'description',
  ]),
  'webhook.updated': event('Webhook', 'NOTICE', '{actor} changed the webhook to {target}', [
    'url',
    'types',
    'description',
    'state',
  ]),
  'webhook.deleted': event('Webhook', 'NOTICE', '{actor} deleted the webhook to {target}', []),
  'webhook.secret_rotated': event('Webhook', 'NOTICE', '{actor} gave the webhook to {target} another secret', []),
  'webhook.tested': event('Webhook', 'INFO', '{actor} sent a test to the webhook to {target}', []),
  'webhook.redelivered': event('Webhook', 'INFO', '{actor} had events be sent again to the webhook to {target}', [
    'eventCount',
  ]),
  'webhook.disabled': event(
    'Webhook',
    'WARNING',
    'The webhook to {target} was disabled: its receiver is gone, or failed for five days',
    [],
  ),
  'session.started': event('Member', 'INFO', '{actor} signed in', []),
  'session.switched': event('Member', 'INFO', '{actor} went on in another organization', []),
  'session.ended': event('Member', 'INFO', 'The session of {target} ended', []),
} as const satisfies Record<string, EventDefinition>;

/** The name of an event. */
export type EventName = keyof typeof EVENTS;

/** The types of things that events are about. */
export type EventTargetType = (typeof EVENTS)[EventName]['target'];

function event<const TargetType extends string>(
  target: TargetType,
  severity: EventSeverity,
  sentence: string,
  changes: readonly string[],
): EventDefinition<TargetType> {
  return { target, severity, sentence, changes };
}
