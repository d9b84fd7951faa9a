import { againstFastify, BARE_FASTIFY } from './againstFastify';
import type { Row } from './row';
import { basic, startLatchkey } from './startLatchkey';

/** A token in three parts, good for what was asked for. */
const PATTERN =
  '^{"access_token":"[\\w-]+\\.[\\w-]+\\.[\\w-]{86}","token_type":"Bearer","expires_in":300,"scope":"workspace.process:read"}$';

/** A key in exchange for an access token: key checked, token signed. */
export const tokenExchange: Row = {
  name: 'token',
  what: 'a key exchanged for an access token',
  reference: BARE_FASTIFY,
  start: async (stage) => {
    const { server, key } = await startLatchkey(stage, 'token');
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(key) };
    const body = 'grant_type=client_credentials&scope=workspace.process%3Aread';
    const request = { url: `${server.url}/oauth/token`, method: 'POST' as const, headers, body };
    return againstFastify(stage, server, request, { pattern: PATTERN });
  },
};
