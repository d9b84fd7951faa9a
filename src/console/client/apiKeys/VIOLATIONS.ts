import type { KeyPolicyRule } from '../generated/graphql';

/** What is told of each rule of the key policy that a key breaks: the rule, and what would help. */
export const VIOLATIONS: Readonly<Record<KeyPolicyRule, string>> = {
  MAX_LIFETIME: 'It lasts longer than the key policy allows: make a new key that ends earlier.',
  GRANTABLE_SCOPES: 'It holds a scope that the key policy does not allow: make a new key without it.',
  ALL_SCOPES: 'It holds every scope, which the key policy does not allow: make a new key with those that are needed.',
  NOTE: 'It has no note, and the key policy asks for one: write it.',
  UNUSED: 'Nobody used it for longer than the key policy allows: delete it, or loosen the policy.',
};
