import type { TypedDocumentString } from '../generated/graphql';
import { ConnectionLost } from './ConnectionLost';
import { Refusal } from './Refusal';
import { SESSION_EVENTS, sessionEvents } from './sessionEvents';
import { shownOrganization } from './shownOrganization';

/** What the server says of an error. Shape: the catalogue of codes is the server's. */
interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number; readonly incidentId?: string };
}

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly AnswerError[];
}

/** Units: milliseconds after which an answer counts as lost, so that nobody waits for one that never comes. */
const PATIENCE_MS = 40_000;

/**
 * Sends a query for the shown organization. Another window may have switched the session; the server then refuses the
 * query. A refusal about the session becomes a session event. The session is in a cookie that no script can read.
 * Errors: `Refusal` where anything of the answer was refused, `ConnectionLost` where none came, or not all of it.
 */
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const { id } = shownOrganization;
  try {
    return await exchange(document, variables, id === null ? {} : { 'latchkey-organization': id }, signal);
  } catch (error) {
    const event = error instanceof Refusal && SESSION_EVENTS.get(error.code ?? '');
    if (event) sessionEvents.dispatchEvent(new Event(event));
    throw error;
  }
}

/** Asks about the session itself, in whichever organization it is. Errors: those of `ask`. */
export function askAnywhere<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  return exchange(document, variables, {});
}

async function exchange<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  headers: Readonly<Record<string, string>>,
  givenUp?: AbortSignal,
): Promise<Result> {
  const body = JSON.stringify({ query: document.toString(), variables });
  const { response, answer } = await answerTo<Result>(body, headers, givenUp);
  const error = answer?.errors?.[0];
  if (response.status === 401 || error?.extensions?.code === 'UNAUTHENTICATED') {
    throw new Refusal('Your session has ended. Sign in again.', 'UNAUTHENTICATED', null, null);
  }
  if (error) throw refusalOf(error, response);
  if (!answer?.data) throw new Refusal(`The server answered with status ${response.status}.`, null, null, null);
  return answer.data;
}

/** Shape: `answer` is null where it is not one of GraphQL, e.g. that of a proxy. */
async function answerTo<Result>(
  body: string,
  headers: Readonly<Record<string, string>>,
  givenUp?: AbortSignal,
): Promise<{ response: Response; answer: Answer<Result> | null }> {
  const patience = new AbortController();
  const timer = window.setTimeout(() => patience.abort(), PATIENCE_MS);
  const signal = givenUp ? AbortSignal.any([givenUp, patience.signal]) : patience.signal;
  try {
    const response = await send(body, headers, signal);
    return { response, answer: await readAnswer<Result>(response) };
  } catch (cause) {
    if (givenUp?.aborted) throw cause;
    throw new ConnectionLost({ cause });
  } finally {
    window.clearTimeout(timer);
  }
}

function send(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
  return fetch('graphql', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    credentials: 'same-origin',
    redirect: 'error',
    body,
    signal,
  });
}

async function readAnswer<Result>(response: Response): Promise<Answer<Result> | null> {
  try {
    return await response.json();
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

function refusalOf({ message, extensions = {} }: AnswerError, response: Response): Refusal {
  const header = Number(response.headers.get('retry-after'));
  const retryAfterSeconds = extensions.retryAfterSeconds ?? (header > 0 ? header : null);
  return new Refusal(message, extensions.code ?? null, retryAfterSeconds, extensions.incidentId ?? null);
}
