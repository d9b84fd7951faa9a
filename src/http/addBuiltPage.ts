import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../log';
import { HttpError } from './HttpError';
import { sendError } from './sendError';

/** Where builds are, seen from the built program, or from the source that tests run. */
const BUILDS = ['../..', '../../dist'].map((folder) => path.join(__dirname, folder));

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/** Encodings in which assets lie ready, the better one first, with the ending of their files. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** A name carries a digest of the content, which therefore never changes. */
const FOREVER = 'public, max-age=31536000, immutable';

/** A page that was built beforehand, and all it loads. */
export interface BuiltPage {
  /** Below `dist`; what the page loads is served under the same name. */
  readonly folder: string;
  /** Where the page itself is. */
  readonly url: string;
  /** What it may load. Shape: a `Content-Security-Policy` that lets in what carries the nonce. */
  readonly policy: (nonce: string) => string;
  readonly config?: FastifyContextConfig;
}

/** Serves a page, with a nonce of its own each time, and under `/<folder>/` all that it loads. */
export function addBuiltPage(
  server: FastifyInstance,
  log: Log,
  { folder: name, url, policy, config }: BuiltPage,
): void {
  const folder = BUILDS.map((build) => path.join(build, name)).find((each) => existsSync(path.join(each, 'page.html')));
  if (folder === undefined) {
    log.warn(`the ${name} is not there: \`npm run build\` makes it`);
    return;
  }
  const page = readFileSync(path.join(folder, 'page.html'), 'utf8');
  const sizes = new Map(readdirSync(folder).map((file) => [file, statSync(path.join(folder, file)).size]));
  server.get(url, { config }, async (_request, reply) => {
    const nonce = randomBytes(18).toString('base64');
    return reply
      .header('content-security-policy', policy(nonce))
      .type('text/html; charset=utf-8')
      .send(page.replaceAll('{{nonce}}', nonce));
  });
  server.get(`/${name}/:name`, async (request: FastifyRequest<{ Params: { name: string } }>, reply) => {
    const file = request.params.name;
    const type = TYPES[path.extname(file)];
    if (type === undefined || !sizes.has(file)) return sendError(reply, new HttpError(404));
    reply.header('cache-control', FOREVER).type(type);
    const [encoding, ending] = ENCODINGS.find(([each]) => accepts(request, each)) ?? [null, ''];
    if (encoding) reply.header('content-encoding', encoding);
    reply.header('vary', 'accept-encoding').header('content-length', sizes.get(`${file}${ending}`));
    return reply.send(createReadStream(path.join(folder, `${file}${ending}`)));
  });
}

/**
 * Whether an encoding may be sent. Preference does not matter here: the smallest form is sent.
 * Source: RFC 9110, section 12.5.3; an encoding that is not named is not sent.
 */
function accepts({ headers }: FastifyRequest, encoding: string): boolean {
  const entries = String(headers['accept-encoding'] ?? '').split(',');
  const entry = entries.map((each) => each.split(';').map((part) => part.trim())).find(([name]) => name === encoding);
  return entry !== undefined && !/^q=0(?:\.0*)?$/.test(entry[1] ?? '');
}
