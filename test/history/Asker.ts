import { type RequestWishes, type Response, request } from '../support/request';
import type { ServerPair } from './ServerPair';

/**
 * Something that was asked. Shape: `answer` is null where none came, and where it says that the database cannot answer: then
 * a change may have happened, whole, or not at all.
 */
export interface Asked {
  readonly begin: number;
  readonly end: number;
  readonly answer: Response | null;
}

/** A mutation that was asked for. Shape: `payload` is null as `answer` is. */
export interface AskedMutation extends Asked {
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what tests assert.
  readonly payload: any;
  /** The codes of its user errors. */
  readonly codes: readonly string[];
}

/** Asks whichever server of a pair is there, and notes the time by one clock. */
export class Asker {
  constructor(
    private readonly pair: ServerPair,
    private readonly random: () => number,
  ) {}

  async ask(wishes: RequestWishes): Promise<Asked> {
    const url = await this.pair.anyUrl(this.random);
    const begin = performance.now();
    const response = await request(url, wishes).catch(() => null);
    return { begin, end: performance.now(), answer: response?.status === 503 ? null : response };
  }

  /** @param authorization the header, if any */
  post(path: string, form: Readonly<Record<string, string>>, authorization?: string): Promise<Asked> {
    const type = 'application/x-www-form-urlencoded';
    const headers = { 'content-type': type, ...(authorization ? { authorization } : {}) };
    return this.ask({ method: 'POST', path, headers, body: new URLSearchParams(form).toString() });
  }

  query(document: string, authorization: string): Promise<Asked> {
    const headers = { 'content-type': 'application/json', authorization };
    return this.ask({ method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query: document }) });
  }

  /** Errors: an answer that is neither a payload nor says that the database cannot answer. */
  async mutate(field: string, authorization: string): Promise<AskedMutation> {
    const asked = await this.query(`mutation { answer: ${field} }`, authorization);
    if (asked.answer === null) return { ...asked, payload: null, codes: [] };
    const payload = JSON.parse(asked.answer.text).data?.answer;
    if (!payload) throw new Error(`no answer to a client: ${asked.answer.status} ${asked.answer.text}`);
    return { ...asked, payload, codes: (payload.userErrors ?? []).map(({ code }: { code: string }) => code) };
  }
}
