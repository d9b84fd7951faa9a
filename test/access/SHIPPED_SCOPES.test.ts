import { needs } from '../../src/access/Need';
import type { ShippedScopeName } from '../../src/access/SHIPPED_SCOPES';

describe('the name of a shipped scope', () => {
  it('does not compile with a typo', () => {
    const name: ShippedScopeName = 'workspace.process:read';
    // @ts-expect-error No such scope is in the catalogue.
    const typo: ShippedScopeName = 'workspace.proces:read';
    // @ts-expect-error Nor does the policy take it.
    expect([needs(name).anyOf, needs('workspace.proces:read').anyOf]).toEqual([[[name]], [[typo]]]);
  });
});
