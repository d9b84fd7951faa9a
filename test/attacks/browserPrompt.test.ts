import type { RequestWishes, Response } from '../support/request';
import { basic, sharedWorld } from '../support/world';

const BOTH = 'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"';
const WRONG = { authorization: basic('lko_x:lks_y') };
const QUERY = JSON.stringify({ query: '{ viewer { kind } }' });

/** One request for each place that answers 401, without a credential where nothing else is said. */
const ASKING: Readonly<Record<string, RequestWishes>> = {
  '/graphql': { method: 'POST', headers: { 'content-type': 'application/json' }, body: QUERY },
  '/verify': {},
  '/oauth/token': formOf('grant_type=client_credentials'),
  '/oauth/introspect': formOf('token=x'),
  '/oauth/revoke': formOf('token=x'),
};

function formOf(body: string): RequestWishes {
  return { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body };
}

describe('T99: the window in which a browser asks for a name and a password, and keeps them', () => {
  const world = sharedWorld('sqlite');

  async function challengesOf(headers: Record<string, string>): Promise<unknown[]> {
    const ask = ([path, wishes]: [string, RequestWishes]): Promise<Response> =>
      world().request({ ...wishes, path, headers: { ...wishes.headers, ...headers } });
    const answers = await Promise.all(Object.entries(ASKING).map(ask));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    return [...new Set(answers.map((answer) => answer.headers['www-authenticate']))];
  }

  it.each<[what: string, headers: Record<string, string>]>([
    ['a person who opens the address', { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }],
    ['a person whose browser says how, not where from', { 'sec-fetch-mode': 'navigate' }],
    ['a page of this server', { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', accept: '*/*' }],
    ['an image of a page of this server', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' }],
    [
      'a person who opens the address over plain HTTP',
      { 'upgrade-insecure-requests': '1', accept: 'text/html,*/*;q=0.8' },
    ],
    ['a page over plain HTTP', { origin: 'http://keys.example.com', accept: '*/*' }],
  ])('is never opened: %s', async (_what, headers) => {
    expect(await challengesOf(headers)).toEqual(['Bearer realm="Latchkey"']);
    expect(await challengesOf({ ...headers, ...WRONG })).toEqual(['Bearer realm="Latchkey"']);
  });

  it.each<[what: string, headers: Record<string, string>]>([
    ['curl', { accept: '*/*' }],
    ['fetch of Node.js', { accept: '*/*', 'accept-language': '*', 'sec-fetch-mode': 'cors', 'user-agent': 'node' }],
    ['HttpURLConnection of Java', { accept: 'text/html, image/gif, image/jpeg, */*; q=0.2', 'user-agent': 'Java/21' }],
  ])('is no reason to hide Basic from %s', async (_what, headers) => {
    expect(await challengesOf(headers)).toEqual([BOTH]);
    expect(await challengesOf({ ...headers, ...WRONG })).toEqual([BOTH]);
  });

  it('is no reason to hide Basic from Node.js itself', async () => {
    const challengeAt = async (path: string) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials' });
      const init = path === '/verify' ? { headers: WRONG } : { method: 'POST', headers: WRONG, body };
      const { status, headers } = await fetch(`${world().url}${path}`, init);
      return [status, headers.get('www-authenticate')];
    };
    expect(await challengeAt('/oauth/token')).toEqual([401, BOTH]);
    expect(await challengeAt('/verify')).toEqual([401, BOTH]);
  });
});
