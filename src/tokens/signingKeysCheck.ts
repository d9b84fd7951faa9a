import type { Check } from '../checks/Check';
import { fine, notLookedAt, warning } from '../checks/Finding';
import type { SigningKey } from './SigningKey';
import { SigningKeySeal } from './SigningKeySeal';

const SELECT = 'SELECT "id", "sealedPrivateKey", "secretVersion" FROM "signing_key"';
const REMEDY =
  'Set LATCHKEY_SECRET to the secret that sealed them, or add it to LATCHKEY_PREVIOUS_SECRETS; `latchkey signing-keys rotate` makes others.';

/** Whether the keys that tokens are signed with can be opened with the master secrets. Source: decision 014. */
export const signingKeysCheck: Check = {
  group: 'secrets',
  name: 'signing-keys',
  look: async ({ sql, config: { previousSecrets }, secret }) => {
    if (secret === null) return notLookedAt('signing-keys', 'there is no master secret.');
    const seal = new SigningKeySeal(secret, previousSecrets);
    const rows = await sql<Pick<SigningKey, 'id' | 'sealedPrivateKey' | 'secretVersion'>>(SELECT, []);
    const lost = rows.filter((row) => !canUse(seal, row));
    if (lost.length === 0) return fine('signing-keys', 'Each was sealed under a secret that is set.');
    return warning(
      'signing-keys',
      `${lost.length} of ${rows.length} cannot be opened with the secrets that are set.`,
      REMEDY,
    );
  },
};

/** Of another secret's keys this server uses the public half alone. */
function canUse(seal: SigningKeySeal, row: Pick<SigningKey, 'id' | 'sealedPrivateKey' | 'secretVersion'>): boolean {
  return row.secretVersion === seal.ownVersion ? seal.open(row) !== null : seal.versions.includes(row.secretVersion);
}
