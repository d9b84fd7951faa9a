import { request } from '../support/request';
import type { Answer } from '../support/world';

/** What a gateway is made from. */
export interface GatewayParts {
  readonly supergraph: string;
  /** Where this server is, which issues the access tokens. */
  readonly issuer: string;
  readonly gatewaySecret: string;
}

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  close(): Promise<void>;
}

/** Asks a gateway. @param authorization the header, where there is one */
export async function ask(
  gateway: RunningGateway,
  authorization: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Pick<Answer, 'status' | 'body'>> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const { status, text } = await request(gateway.url, {
    method: 'POST',
    path: new URL(gateway.url).pathname,
    headers: authorization === null ? headers : { ...headers, authorization },
    body: JSON.stringify({ query, variables }),
  });
  return { status, body: JSON.parse(text) };
}
