import { againstFastify, BARE_FASTIFY } from './againstFastify';
import type { Row } from './row';
import { GATEWAY_SECRET, startLatchkey } from './startLatchkey';

/** What a gateway asks that turns keys into scopes. */
export const introspection: Row = {
  name: 'introspection',
  what: 'introspection of a key, by a gateway',
  reference: BARE_FASTIFY,
  start: async (stage) => {
    const { server, key } = await startLatchkey(stage, 'introspection');
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'latchkey-gateway': GATEWAY_SECRET };
    const url = `${server.url}/oauth/introspect`;
    return againstFastify(stage, server, { url, method: 'POST', headers, body: `token=${encodeURIComponent(key)}` });
  },
};
