import type { FastifyRequest } from 'fastify';
import type { RareLines } from '../RareLines';

/** Units: characters of a header that go into the log. */
const MAX_LOGGED = 100;
/** As long as a token: no host of a page is called so. */
const TOKEN_LENGTH = /[\w-]{32,}/g;

/**
 * Tells the operator, once, which page met which host where that is refused as another site's. The answer says neither: it
 * goes to that page.
 */
export function tellCrossSite(
  { headers, host }: FastifyRequest,
  { lines, publicUrl }: { readonly lines: RareLines; readonly publicUrl: () => string },
): void {
  const { origin, 'sec-fetch-site': site } = headers;
  const [page, asked, relation] = [origin, host, site].map((text) =>
    text?.toString().replace(TOKEN_LENGTH, '…').slice(0, MAX_LOGGED),
  );
  lines.warn(
    JSON.stringify([page, asked, relation]),
    { origin: page, host: asked, secFetchSite: relation, publicUrl: publicUrl() },
    "a page was refused as another site's: if it is this server's own, set PUBLIC_URL to its address in the browser",
  );
}
