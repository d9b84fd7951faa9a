import type { Check } from '../checks/Check';
import { findingIn, fine, notLookedAt } from '../checks/Finding';
import { keysWithoutSecret } from './keysWithoutSecret';

/** Whether each key has its master secret. Source: decision 057. */
export const keySecretsCheck: Check = {
  group: 'secrets',
  name: 'keys',
  look: async ({ sql, config: { previousSecrets }, secret, now }) => {
    if (secret === null) return notLookedAt('keys', 'there is no master secret.');
    const lost = await keysWithoutSecret(sql, { secret, previousSecrets }, now);
    if (lost === null) return fine('keys', 'Each key that works was made under a secret that is set.');
    return findingIn('keys', lost.areAll ? 'failed' : 'warning', lost.sentence);
  },
};
