/** To which kind of owner a key, and so a scope on it, may belong. */
export type ApiKeyOwnerKind = 'ORGANIZATION' | 'PROCESS';

/** A role of a member; it stands for a set of scopes. */
export type RoleName = 'ADMIN' | 'USER';

/**
 * A permission word.
 * Shape: `workspace.<resource>:<action>` or `workspace.<area>.<resource>:<action>`, e.g. `workspace.process:read`.
 */
export type ScopeName = string;

/** One scope of the catalogue, with the sentences that every screen and document shows. */
export interface ScopeDefinition {
  readonly name: ScopeName;
  readonly title: string;
  readonly description: string;
  readonly group: string;
  /** The roles that hold it. An administrator holds it in any case; where no roles are named, nobody else does. */
  readonly roles?: readonly RoleName[];
  readonly grantableTo: readonly ApiKeyOwnerKind[];
}

/** Every scope this server knows, in the order in which people are shown them. */
export type ScopeCatalogue = readonly ScopeDefinition[];

/** The grammar of a scope's name. */
export const SCOPE_NAME_PATTERN = /^workspace(?:\.[a-z][a-z0-9_]*){1,2}:[a-z][a-z0-9_]*$/;
