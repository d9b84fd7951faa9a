import type { GraphQLRequestContext } from '@apollo/server';
import type { ScopeName } from '../access/ScopeName';
import type { RequestUse } from '../callers/noteUse';
import type { ErrorCode } from '../errors';
import type { UseOutcome } from '../usage/UsageRecorder';
import type { Context } from './Context';
import type { AnsweredPart, OperationUses } from './OperationUses';

const REFUSALS: ReadonlySet<unknown> = new Set<ErrorCode>(['FORBIDDEN', 'RATE_LIMITED']);

/** Tells what an operation used a key for, once it is answered. What does not parse or fit the schema stays `invalid`. */
export function describeUse(
  { document, operation, contextValue: { use }, response: { body } }: GraphQLRequestContext<Context>,
  uses: OperationUses,
): void {
  if (!use || body?.kind !== 'single') return;
  const { data, errors = [] } = body.singleResult;
  const codes = errors.map(({ extensions }) => extensions?.code);
  use.outcome = outcomeOf(codes);
  if (!document || !operation) return;
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  // A field that is null without an error was answered: there is nothing of what it asks for.
  const isNothing =
    data == null ||
    (errors.length > 0 && Object.entries(data).every(([field, value]) => value === null && failed.has(field)));
  use.operation = uses.of(document, operation, use.variables, isNothing ? 'NOTHING' : partOf(use, use.outcome));
}

function outcomeOf(codes: readonly unknown[]): UseOutcome {
  if (codes.length === 0) return 'WHOLE';
  return codes.some((code) => REFUSALS.has(code)) ? 'REFUSED' : 'FAILED';
}

function partOf({ caller }: RequestUse, outcome: UseOutcome): AnsweredPart {
  const permitted: ReadonlySet<ScopeName> = caller.scopes;
  return outcome === 'REFUSED' ? permitted : 'ALL';
}
