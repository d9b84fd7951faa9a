import { GRAPH } from './audience';
import { unauthenticated } from './unauthenticated';

/**
 * What a gateway does with a raw key: asks for an access token that is good at this server and in the rest of the graph.
 * Errors: a GraphQL error that makes the answer a 401, for a key that does not hold.
 */
export async function exchangeKey(issuer: string, authorization: string): Promise<string> {
  const form = new URLSearchParams([
    ['grant_type', 'client_credentials'],
    ['resource', issuer],
    ['resource', GRAPH],
  ]);
  const answer = await fetch(`${issuer}/oauth/token`, { method: 'POST', headers: { authorization }, body: form });
  if (!answer.ok) throw unauthenticated('The key does not hold.');
  const { access_token } = (await answer.json()) as { access_token: string }; // RFC 6749, section 5.1.
  return access_token;
}
