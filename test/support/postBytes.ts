import { basic, type TestKey, type World } from './world';

/** An answer of `/graphql` byte for byte, without the two headers that differ between any two answers. */
export interface Bytes {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Posts a document and gives back every byte of the answer that could tell something. */
export async function postBytes(
  world: World,
  key: TestKey | null,
  query: string,
  variables: Record<string, unknown> = {},
  moreHeaders: Record<string, string> = {},
): Promise<Bytes> {
  const authorization = key ? { authorization: basic(key.value) } : undefined;
  const headers = { 'content-type': 'application/json', ...authorization, ...moreHeaders };
  const body = JSON.stringify({ query, variables });
  const answer = await world.request({ method: 'POST', path: '/graphql', headers, body });
  const { date: _date, 'x-request-id': _requestId, ...rest } = answer.headers;
  return { status: answer.status, headers: rest, text: answer.text };
}
