import type { Speaker } from './apiKeyMutations';
import type { Answer, World } from './world';

/** Every field of a policy. */
export const POLICY_FIELDS = `maxLifetimeDays defaultLifetimeDays grantableScopes allowsAllScopes maxKeysPerOwner requiresNote
  disableUnusedAfterDays noticeDays onSecretReuse enforcedFrom updatedAt updatedBy version`;

/** The policy of an organization that has set none. */
export const DEFAULT_POLICY = {
  maxLifetimeDays: 366,
  defaultLifetimeDays: 90,
  grantableScopes: null,
  allowsAllScopes: true,
  maxKeysPerOwner: null,
  requiresNote: false,
  disableUnusedAfterDays: null,
  noticeDays: [30, 14, 7, 1, 0],
  onSecretReuse: 'ALERT',
  enforcedFrom: null,
  updatedAt: null,
  updatedBy: null,
  version: 1,
};

/** Changes the key policy, and asks for all of it. */
export function updateKeyPolicy(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: UpdateKeyPolicyInput!) {
    updateKeyPolicy(input: $input) { keyPolicy { ${POLICY_FIELDS} } userErrors { code message path } }
  }`;
  return speaker.run(document, { input });
}

/** Sets the key policy, as the operator, whatever it blocks. */
export async function setPolicy(world: World, organization: { readonly id: string }, input: object): Promise<void> {
  const operator = world.operator(organization);
  const { userErrors } = await world.app.services.keyPolicies.updateKeyPolicy(operator, input);
  if (userErrors.length > 0) throw new Error(`the policy was refused: ${JSON.stringify(userErrors)}`);
}

/** What the row of a key says of the policy. */
export async function blockingColumns(world: World, { id }: { readonly id: string }): Promise<object> {
  const sql =
    'SELECT "violatesFrom", "idleLimitMs", "idleFrom", "blockedFrom", "version" FROM "api_key" WHERE "id" = $1';
  const [row = {}] = await world.rows<object>(sql, [id]);
  return { ...row };
}

/** The keys of which an event says that the policy blocks them, with the rules that it names; in their order. */
export async function toldBlocks(world: World, { id }: { readonly id: string }): Promise<unknown[][]> {
  const sql = `SELECT "targetName", "actorKind", "changes" FROM "audit_event"
    WHERE "organizationId" = $1 AND "type" = 'api_key.blocked' ORDER BY "targetName"`;
  const rows = await world.rows<{ targetName: string; actorKind: string; changes: string }>(sql, [id]);
  return rows.map(({ targetName, actorKind, changes }) => {
    const [change] = typeof changes === 'string' ? JSON.parse(changes) : changes;
    return [targetName, actorKind, change?.after];
  });
}
