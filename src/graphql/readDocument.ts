import { ApolloArmor } from '@escape.tech/graphql-armor';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  type ParseOptions,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { LIMITS, MAX_ERRORS } from './LIMITS';

/** How documents are parsed. */
export const parseOptions: ParseOptions = {
  maxLexicalTokens: LIMITS.tokens,
  maxComments: LIMITS.comments,
  maxSourceLength: LIMITS.characters,
};

const armor = new ApolloArmor({
  maxDepth: { n: LIMITS.depth },
  maxAliases: { n: LIMITS.aliases },
  maxDirectives: { n: LIMITS.directives },
  costLimit: { enabled: false }, // It believes literals alone: see `costOf.ts`.
  maxTokens: { enabled: false },
  blockFieldSuggestion: { enabled: false },
}).protect();

/** The rules that a document must pass beside those of the GraphQL specification. */
export const limitRules: readonly ValidationRule[] = armor.validationRules;

/** Parses and validates a document as `/graphql` would. Errors: the first faults, as GraphQL errors. */
export function readDocument(schema: GraphQLSchema, source: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(source, parseOptions);
    const errors = validate(schema, document, [...specifiedRules, ...limitRules], { maxErrors: MAX_ERRORS });
    return errors.length > 0 ? errors : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
