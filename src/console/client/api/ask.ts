import type { TypedDocumentString } from '../generated/graphql';
import { ConnectionLost } from './ConnectionLost';
import { Refusal } from './Refusal';
import { sessionEvents } from './sessionEvents';

/** What the server says of an error. Shape: the catalogue of codes is the server's. */
interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number; readonly incidentId?: string };
}

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly AnswerError[];
}

/**
 * Asks the server; the session is in a cookie that no script can read.
 * Errors: `Refusal` where anything of the answer was refused, `ConnectionLost` where none came, or not all of it.
 */
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await send(JSON.stringify({ query: document.toString(), variables }), signal);
  const answer = await readAnswer<Result>(response, signal);
  const error = answer?.errors?.[0];
  if (response.status === 401 || error?.extensions?.code === 'UNAUTHENTICATED') {
    sessionEvents.dispatchEvent(new Event('loss'));
    throw new Refusal('Your session has ended. Sign in again.', 'UNAUTHENTICATED', null, null);
  }
  if (error?.extensions?.code === 'FORBIDDEN') sessionEvents.dispatchEvent(new Event('doubt'));
  if (error) throw refusalOf(error, response);
  if (!answer?.data) throw new Refusal(`The server answered with status ${response.status}.`, null, null, null);
  return answer.data;
}

async function send(body: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch('graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      credentials: 'same-origin',
      redirect: 'error',
      body,
      signal: signal ?? null,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ConnectionLost({ cause });
  }
}

/** Shape: null where the answer is not one of GraphQL, e.g. that of a proxy. */
async function readAnswer<Result>(response: Response, signal?: AbortSignal): Promise<Answer<Result> | null> {
  try {
    return await response.json();
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    if (signal?.aborted) throw cause;
    throw new ConnectionLost({ cause });
  }
}

function refusalOf({ message, extensions = {} }: AnswerError, response: Response): Refusal {
  const header = Number(response.headers.get('retry-after'));
  const retryAfterSeconds = extensions.retryAfterSeconds ?? (header > 0 ? header : null);
  return new Refusal(message, extensions.code ?? null, retryAfterSeconds, extensions.incidentId ?? null);
}
