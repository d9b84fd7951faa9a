/** A rule of a key policy that a key may break. */
export enum KeyPolicyRule {
  MAX_LIFETIME = 'MAX_LIFETIME',
  GRANTABLE_SCOPES = 'GRANTABLE_SCOPES',
  ALL_SCOPES = 'ALL_SCOPES',
  NOTE = 'NOTE',
  UNUSED = 'UNUSED',
}
