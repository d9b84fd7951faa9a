import { isConnectionType } from '../lists/DEFAULT_ORDERS';

/** A check that the type system cannot state, made before anything executes. */
export type FieldCheck = ArgumentCheck | DisclosureCheck;

/** Checks of a field's arguments. */
export type ArgumentCheck = 'CONNECTION' | 'DOCUMENT' | 'REPRESENTATIONS';

/** Checks of who may read the schema: as introspection, or as the text of the subgraph. */
export type DisclosureCheck = 'INTROSPECTION' | 'SUBGRAPH';

/** The rules of a field that apply before execution, apart from who may select it. */
export interface FieldRule {
  /** What selecting it costs, without what is below it. Units: points. */
  readonly weight: number;
  readonly check: FieldCheck | null;
  /** What a document may do once at most. */
  readonly once: 'PASSWORD' | null;
}

/** Rules by their coordinate: type → field → rule. */
export type FieldRules = Readonly<Record<string, Readonly<Record<string, FieldRule>>>>;

/** Stands for every connection type. */
export const CONNECTION = '(connection)';

/** Filters by which a list is searched: a page of few finds, and their count, may take a look at all that it holds. */
export const SEARCHING_FILTERS = ['text', 'scope'] as const;
/** What a search costs beside its list, and what other filters do: they pass entries of an index. Units: points. */
export const SEARCH_WEIGHT = 100;
export const FILTER_WEIGHT = 20;

const PLAIN: FieldRule = { weight: 1, check: null, once: null };

/** A field that answers a connection needs a statement of its own. */
const LIST = rule({ weight: 4, check: 'CONNECTION' });

/**
 * Every field that costs more than a point, is checked, or may be selected once. A line without a field stops the server
 * at start. Source: decisions 016 and 019.
 */
export const fieldRules: FieldRules = {
  Query: {
    __schema: rule({ weight: 2_000, check: 'INTROSPECTION' }), // Answers 75 KB.
    __type: rule({ weight: 250, check: 'INTROSPECTION' }),
    keyPolicyImpact: rule({ weight: 1_000, check: 'CONNECTION' }), // Judges every key of the organization.
    requiredScopes: rule({ weight: 2_500, check: 'DOCUMENT' }), // Validates a whole document: one is enough.
    _service: rule({ check: 'SUBGRAPH' }),
    _entities: rule({ check: 'REPRESENTATIONS' }),
  },
  Mutation: {
    signIn: rule({ once: 'PASSWORD' }),
    acceptInvitation: rule({ once: 'PASSWORD' }),
    changePassword: rule({ once: 'PASSWORD' }),
    narrowApiKey: rule({ weight: 500 }), // Reads the journals first, then all that the key was used for.
    updateKeyPolicy: rule({ weight: 2_000 }), // Rewrites what it changes of each key of the organization.
  },
  ApiKey: {
    secrets: rule({ weight: 20 }), // Up to 102 are answered.
    madeKeyCount: rule({ weight: 50 }), // Follows who made whom through all generations, key by key.
    usage: rule({ weight: 25 }), // Adds up what was counted in each hour of the time.
  },
  Process: {
    usage: rule({ weight: 100 }), // The same for each key of the process.
  },
  Organization: {
    usage: rule({ weight: 500 }), // The same for each key there is.
  },
  ApiKeyUsage: {
    series: rule({ weight: 100 }), // Answers up to 1,000 points.
    operations: rule({ weight: 4, check: 'CONNECTION' }),
    networks: rule({ weight: 10, check: 'CONNECTION' }),
    fields: rule({ weight: 50 }), // Answers each field that the key ever asked for.
    scopes: rule({ weight: 50 }),
  },
  Usage: {
    series: rule({ weight: 250 }),
    operations: rule({ weight: 4, check: 'CONNECTION' }),
    networks: rule({ weight: 100, check: 'CONNECTION' }),
    keys: rule({ weight: 250, check: 'CONNECTION' }),
  },
  [CONNECTION]: {
    totalCount: rule({ weight: 4 }), // Reads the whole list.
  },
};

/** The rule of a field. @param answer the name of the type that the field answers, if the schema knows the field */
export function ruleOf(typeName: string, fieldName: string, answer: string | undefined): FieldRule {
  const line = fieldRules[typeName]?.[fieldName];
  if (line) return line;
  if (answer !== undefined && isConnectionType(answer)) return LIST;
  return (isConnectionType(typeName) ? fieldRules[CONNECTION]?.[fieldName] : undefined) ?? PLAIN;
}

function rule(special: Partial<FieldRule>): FieldRule {
  return { ...PLAIN, ...special };
}
