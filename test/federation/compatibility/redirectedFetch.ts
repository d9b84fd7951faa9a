/**
 * Stands in for `make-fetch-happen` in the compatibility tests, which expect the router at a fixed port: sends what is
 * for the router to where it listens, and proves to the subgraph that it is its gateway that asks.
 */
function redirectedFetch(url: string, init: RequestInit): Promise<Response> {
  const { ROUTER_URL = '', PRODUCTS_URL, GATEWAY_SECRET = '' } = process.env;
  if (url !== PRODUCTS_URL) return fetch(ROUTER_URL, init);
  return fetch(url, { ...init, headers: { ...init.headers, 'latchkey-gateway': GATEWAY_SECRET } });
}

module.exports = redirectedFetch;
