import type { GraphQLRequestContext } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
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
  const { data, errors } = body.singleResult;
  use.outcome = errors ? outcomeOf(errors) : 'WHOLE';
  if (!document || !operation) return;
  use.operation = uses.of(document, operation, use.variables, partOf(use, data, errors));
}

type Answers = Readonly<Record<string, unknown>> | null | undefined;
type Errors = readonly GraphQLFormattedError[];

function outcomeOf(errors: Errors): UseOutcome {
  if (errors.length === 0) return 'WHOLE';
  return errors.some(({ extensions }) => REFUSALS.has(extensions?.code)) ? 'REFUSED' : 'FAILED';
}

function partOf({ caller, outcome }: RequestUse, answers: Answers, errors: Errors = []): AnsweredPart {
  if (answers == null || isNothing(answers, errors)) return 'NOTHING';
  const permitted: ReadonlySet<ScopeName> = caller.scopes;
  return outcome === 'REFUSED' ? permitted : 'ALL';
}

/** A field that is null without an error was answered: there is nothing of what it asks for. */
function isNothing(answers: NonNullable<Answers>, errors: Errors): boolean {
  if (errors.length === 0) return false;
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  return Object.entries(answers).every(([field, value]) => value === null && failed.has(field));
}
