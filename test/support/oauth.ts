import { request } from './request';
import { type Answer, basic, type TestKey } from './world';

/** Parameters of a form. Shape: a list is sent once for each value. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

/** Who sends a form: a key with HTTP Basic, whoever these headers tell, or nobody. */
export type Sender = TestKey | Readonly<Record<string, string>> | null;

/** Posts a form to a server. Shape: `body` is the JSON of the answer, or null where it is empty. */
export async function postForm(url: string, path: string, sender: Sender, form: Form): Promise<Answer> {
  const pairs = Object.entries(form).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  return post(url, path, 'application/x-www-form-urlencoded', sender, new URLSearchParams(pairs).toString());
}

/** Exchanges a key for an access token. */
export async function tokenOf(url: string, key: TestKey, form: Form = {}): Promise<string> {
  const { status, body } = await postForm(url, '/oauth/token', key, { grant_type: 'client_credentials', ...form });
  if (status !== 200) throw new Error(`the token was refused: ${JSON.stringify(body)}`);
  return body.access_token;
}

/** What introspection says of a key's value or a token. */
export async function introspect(url: string, sender: Sender, token: string): Promise<unknown> {
  return (await postForm(url, '/oauth/introspect', sender, { token })).body;
}

/** Speaks GraphQL with an access token. */
export function withToken(url: string, token: string) {
  const sender = { authorization: `Bearer ${token}` };
  return {
    run: (query: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
      post(url, '/graphql', 'application/json', sender, JSON.stringify({ query, variables })),
  };
}

async function post(url: string, path: string, type: string, sender: Sender, body: string): Promise<Answer> {
  const headers = { 'content-type': type, ...headersOf(sender) };
  const { status, headers: answered, text } = await request(url, { method: 'POST', path, headers, body });
  return { status, headers: answered, body: text === '' ? null : JSON.parse(text) };
}

function headersOf(sender: Sender): Readonly<Record<string, string>> {
  if (sender === null) return {};
  return isKey(sender) ? { authorization: basic(sender.value) } : sender;
}

function isKey(sender: NonNullable<Sender>): sender is TestKey {
  return 'pass' in sender;
}
