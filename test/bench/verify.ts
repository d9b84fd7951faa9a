import { againstFastify, BARE_FASTIFY } from './againstFastify';
import type { Row } from './row';
import { basic, startLatchkey } from './startLatchkey';

/** What a proxy asks for each request that it lets through: key checked, scope checked. */
export const verify: Row = {
  name: 'verify',
  what: '/verify of a key, with a scope',
  reference: BARE_FASTIFY,
  start: async (stage) => {
    const { server, key } = await startLatchkey(stage, 'verify');
    const url = `${server.url}/verify?scope=workspace.process:read`;
    return againstFastify(stage, server, { url, method: 'GET', headers: { authorization: basic(key) } });
  },
};
