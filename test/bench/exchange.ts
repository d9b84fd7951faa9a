import { BenchError } from './BenchError';

/** A request that is sent again and again, and the one right answer to it, byte for byte. */
export interface Exchange {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly expectedBody: string;
}

/** Sends one GraphQL operation. Errors: a `BenchError` where the answer is not a 200. */
export async function ask({ url, headers, body }: Omit<Exchange, 'expectedBody'>): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.status !== 200) throw new BenchError(`${url} answered ${response.status}: ${text.trim()}`);
  return text;
}

/** Sends a request once. Errors: a `BenchError` where the answer differs from the expected one by a single byte. */
export async function assertAnswer(name: string, exchange: Exchange): Promise<void> {
  const [found, expected] = [await ask(exchange), exchange.expectedBody];
  if (found === expected) return;
  const at = [...expected].findIndex((character, index) => character !== found[index]);
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
  throw new BenchError(`The server ${name} answered … ${around(found)} … where … ${around(expected)} … was expected.`);
}
