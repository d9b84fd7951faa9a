import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from './HttpError';

/** An address: the scope that it is in, its path and settings there, and the methods that it takes. */
interface Address {
  readonly scope: FastifyInstance;
  readonly path: string;
  readonly config: FastifyContextConfig | undefined;
  readonly methods: Set<string>;
}

/**
 * Watches which methods each address takes. What comes back is called once all routes are there. From then on the other
 * methods are refused with 405 and `Allow`, in the shape of errors that the address has. HEAD is not named by any route:
 * it is a GET by the time that it is routed. Source: RFC 9110, sections 9.1 and 15.5.6; decision 053.
 */
export function watchMethods(server: FastifyInstance): () => void {
  const addresses = new Map<string, Address>();
  server.addHook('onRoute', function watch(this: FastifyInstance, { url, routePath, method, config }) {
    if (url.includes('*')) return; // A plugin's: it stands for no address of its own.
    const known = addresses.get(url) ?? { scope: this, path: routePath, config, methods: new Set() };
    for (const each of [method].flat()) known.methods.add(each);
    addresses.set(url, known);
  });
  return () => {
    for (const address of [...addresses.values()]) refuseOthers(server.supportedMethods, address);
  };
}

function refuseOthers(supported: readonly string[], { scope, path, config, methods }: Address): void {
  const allowed = [...methods].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)).join(', ');
  const refuse = async (_request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    reply.header('allow', allowed);
    throw new HttpError(405);
  };
  const others = supported.filter((method) => !methods.has(method));
  if (others.length > 0) scope.route({ method: others, url: path, config, onRequest: refuse, handler: refuse });
}
