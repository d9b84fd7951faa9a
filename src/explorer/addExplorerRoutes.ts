import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../http/HttpError';
import { sendError } from '../http/sendError';
import type { Log } from '../log';

/** What the build wrote, seen from the built program, or from the source that tests run. */
const FOLDERS = ['../../explorer', '../../dist/explorer'].map((folder) => path.join(__dirname, folder));

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
};

/** Encodings in which assets lie ready, the better one first, with the ending of their files. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** A name carries a digest of the content, which therefore never changes. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Serves the explorer: one page, and under `/explorer/` all that it loads. Source: decision 025. */
export function addExplorerRoutes(server: FastifyInstance, log: Log): void {
  const folder = FOLDERS.find((each) => existsSync(path.join(each, 'page.html')));
  if (folder === undefined) {
    log.warn('the explorer is not there: `npm run build` makes it');
    return;
  }
  const page = readFileSync(path.join(folder, 'page.html'), 'utf8');
  const names = new Set(readdirSync(folder));
  server.get('/explorer', async (_request, reply) => {
    const nonce = randomBytes(18).toString('base64');
    return reply
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(page.replace('{{nonce}}', nonce));
  });
  server.get('/explorer/', async (_request, reply) => reply.redirect('../explorer', 308));
  server.get('/explorer/:name', async (request: FastifyRequest<{ Params: { name: string } }>, reply) => {
    const { name } = request.params;
    const type = TYPES[path.extname(name)];
    if (type === undefined || !names.has(name)) return sendError(reply, new HttpError(404));
    reply.header('cache-control', FOREVER).type(type);
    return sendFile(request, reply, path.join(folder, name));
  });
}

/** Sends the smallest form of a file that the client takes. */
function sendFile(request: FastifyRequest, reply: FastifyReply, file: string): FastifyReply {
  const [encoding, ending] = ENCODINGS.find(([each]) => accepts(request, each)) ?? [null, ''];
  if (encoding) reply.header('content-encoding', encoding);
  return reply.header('vary', 'accept-encoding').send(createReadStream(`${file}${ending}`));
}

/** Source: RFC 9110, section 12.5.3; an encoding that is not named is not sent. */
function accepts({ headers }: FastifyRequest, encoding: string): boolean {
  const entries = String(headers['accept-encoding'] ?? '').split(',');
  const entry = entries.map((each) => each.split(';').map((part) => part.trim())).find(([name]) => name === encoding);
  return entry !== undefined && !/^q=0(?:\.0*)?$/.test(entry[1] ?? '');
}

/**
 * What the page may load: what this server serves. GraphiQL's dialogs make a style element, which proves itself by the
 * nonce; its style sheet holds fonts and images within.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
