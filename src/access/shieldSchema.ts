import type { GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { allow, deny, rule, shield } from 'graphql-shield';
import { AppError, forbidden } from '../errors';
import type { Caller } from './Caller';
import { fieldsOf } from './fieldsOf';
import { isSatisfied, type Need, needKey } from './Need';
import { needOf, type Policy } from './needOf';

/** What the rules read of the GraphQL context. */
export interface ShieldContext {
  readonly caller: Caller | null;
}

type Rule = ReturnType<ReturnType<typeof rule>> | typeof allow | typeof deny;

/**
 * Guards every field of the schema by its line of the policy. A field without a line is denied.
 * Equal needs share one rule, remembered per request: the answer depends on the caller alone.
 */
export function shieldSchema(schema: GraphQLSchema, table: Policy): GraphQLSchema {
  const rules = new Map<string, Rule>();
  const ruleFor = (need: Need | undefined): Rule => {
    if (need === undefined) return deny;
    if (need.isOpen) return allow;
    const key = needKey(need);
    const known = rules.get(key);
    if (known) return known;
    const made = rule(key, { cache: 'contextual' })((_parent, _args, { caller }: ShieldContext) =>
      decide(need, caller),
    );
    rules.set(key, made);
    return made;
  };
  const tree: Record<string, Record<string, Rule>> = {};
  for (const { typeName, fieldName } of fieldsOf(schema)) {
    tree[typeName] ??= {};
    tree[typeName][fieldName] = ruleFor(needOf(table, typeName, fieldName));
  }
  // Rules return errors, since a thrown one would become the fallback error; other errors pass, to be translated once.
  const guard = shield(tree, {
    fallbackRule: deny,
    fallbackError: new AppError('FORBIDDEN'),
    allowExternalErrors: true,
  });
  return applyMiddleware(schema, guard);
}

/** The decision about one field: `true`, or the error to answer with. */
export function decide(need: Need, caller: Caller | null): true | AppError {
  if (need.isOpen) return true;
  if (caller === null) return new AppError('UNAUTHENTICATED');
  return isSatisfied(need, caller.scopes) || forbidden(need.anyOf);
}
