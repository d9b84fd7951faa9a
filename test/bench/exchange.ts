import { BenchError } from './BenchError';

/** A request that is sent again and again, and the right answer to it. */
export interface Exchange {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expected: Expected;
}

/** The one right answer, byte for byte; or a pattern, where no two answers are the same. Shape: the source of a RegExp. */
export type Expected = { readonly body: string } | { readonly pattern: string };

/** What a server answered. Shape: headers in lower case, in the order in which they came. */
export interface Answer {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Sends a request once. Errors: a `BenchError` where the answer is not a 200. */
export async function ask({ url, method, headers, body }: Omit<Exchange, 'expected'>): Promise<Answer> {
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  if (response.status !== 200) throw new BenchError(`${url} answered ${response.status}: ${text.trim()}`);
  return { headers: [...response.headers], body: text };
}

/** Whether an answer is the right one. */
export function isExpected(expected: Expected): (body: string) => boolean {
  if ('body' in expected) return (body) => body === expected.body;
  const pattern = new RegExp(expected.pattern);
  return (body) => pattern.test(body);
}

/** Sends a request once. Errors: a `BenchError` where the answer is not the right one. */
export async function assertAnswer(name: string, exchange: Exchange): Promise<void> {
  const { body: found } = await ask(exchange);
  const { expected } = exchange;
  if (isExpected(expected)(found)) return;
  if ('pattern' in expected) throw new BenchError(`The server ${name} answered ${found}, not ${expected.pattern}.`);
  const at = [...expected.body].findIndex((character, index) => character !== found[index]);
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
  const [was, should] = [around(found), around(expected.body)];
  throw new BenchError(`The server ${name} answered … ${was} … where … ${should} … was expected.`);
}
