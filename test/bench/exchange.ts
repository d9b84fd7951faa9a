import { BenchError } from './BenchError';

/** Stands in a request for a number of ten digits that no other request of the run has. */
export const UNIQUE = '@@@@@@@@@@';

/** What is asked. */
export interface Question {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request that is sent again and again, and the right answer to it. */
export interface Exchange extends Question {
  readonly expected: Expected;
}

/** The one right answer, byte for byte; or a pattern, where no two answers are the same. Shape: the source of a RegExp. */
export type Expected = ({ readonly body: string } | { readonly pattern: string }) & {
  /** The HTTP status, by default 200. */
  readonly status?: number;
  /** A header line that must be among the others, name in lower case, e.g. `latchkey-process: 0af…`. */
  readonly headerLine?: string;
};

/** What a server answered. Shape: headers in lower case, in the order in which they came. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Sends a request once. Errors: a `BenchError` where there is no answer. */
export async function send({ url, method, headers, body }: Question): Promise<Answer> {
  const response = await fetch(url, { method, headers, body }).catch((error: unknown) => {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    throw new BenchError(`${url} cannot be asked: ${cause instanceof Error ? cause.message : message}`);
  });
  return { status: response.status, headers: [...response.headers], body: await response.text() };
}

/** Sends a request once. Errors: a `BenchError` where the answer is not a 200. */
export async function ask(question: Question): Promise<Answer> {
  const answer = await send(question);
  if (answer.status === 200) return answer;
  throw new BenchError(`${question.url} answered ${answer.status}: ${answer.body.trim()}`);
}

/** Whether the body of an answer is the right one. */
export function isExpected(expected: Expected): (body: string) => boolean {
  if ('body' in expected) return (body) => body === expected.body;
  const pattern = new RegExp(expected.pattern);
  return (body) => pattern.test(body);
}

/** Sends a request once. Errors: a `BenchError` where the answer is not the right one. */
export async function assertAnswer(name: string, exchange: Exchange): Promise<void> {
  const { expected } = exchange;
  const answer = await send(unique(exchange));
  const found = answer.body;
  const status = expected.status ?? 200;
  if (answer.status !== status) {
    throw new BenchError(`The server ${name} answered ${answer.status}, not ${status}: ${found.trim()}`);
  }
  const { headerLine } = expected;
  if (headerLine !== undefined && !answer.headers.some((header) => header.join(': ') === headerLine)) {
    throw new BenchError(`The server ${name} answered without the header ${headerLine}.`);
  }
  if (isExpected(expected)(found)) return;
  if ('pattern' in expected) throw new BenchError(`The server ${name} answered ${found}, not ${expected.pattern}.`);
  const at = [...expected.body].findIndex((character, index) => character !== found[index]);
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
  const [was, should] = [around(found), around(expected.body)];
  throw new BenchError(`The server ${name} answered … ${was} … where … ${should} … was expected.`);
}

/** Units: requests that this process made unique; the load process counts from elsewhere. */
let uniqueCount = 9_000_000_000;

/** A request with a number of its own where it says `UNIQUE`. */
export function unique<Q extends Question>(question: Q): Q {
  if (!JSON.stringify(question).includes(UNIQUE)) return question;
  uniqueCount += 1;
  // Both are of ten digits, so that the text keeps its form.
  return JSON.parse(JSON.stringify(question).replaceAll(UNIQUE, String(uniqueCount)));
}
