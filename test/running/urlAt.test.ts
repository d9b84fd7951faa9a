import { networkInterfaces } from 'node:os';
import { authorityOf, urlAt } from '../../src/running/urlAt';
import { World } from '../support/world';

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);
const itWithIpv6 = hasIpv6 ? it : it.skip;

/** What a server tells of its own address: the URL it is told to be at, and the issuer of its tokens. */
async function toldAt(HOST: string): Promise<{ url: string; issuer: string }> {
  const world = await World.create('sqlite', { HOST });
  // The URL itself is asked: it has to be one that a client can use.
  const { text } = await world.request({ path: '/.well-known/oauth-authorization-server' });
  return { url: world.url, issuer: JSON.parse(text).issuer };
}

describe('the URL of a server that was given none', () => {
  it.each([
    ['0.0.0.0', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
  ])('can be used by clients where it listens at %s', async (host, shown) => {
    const { url, issuer } = await toldAt(host);
    expect([new URL(url).hostname, issuer]).toEqual([shown, url]);
  });

  itWithIpv6.each(['::', '::1', '0:0:0:0:0:0:0:0'])('can be used by clients where it listens at %s', async (host) => {
    const { url, issuer } = await toldAt(host);
    expect([new URL(url).hostname, issuer]).toEqual(['[::1]', url]);
  });

  it('has brackets around IPv6, and the scheme that is spoken', () => {
    expect(authorityOf('::1', 4000)).toBe('[::1]:4000');
    expect(authorityOf('keys.internal', 4000)).toBe('keys.internal:4000');
    expect(urlAt({ tls: { certFile: 'a', keyFile: 'b' } }, '::', 443)).toBe('https://[::1]:443');
  });
});
