import { isIP } from 'node:net';
import { networkOf } from '../limits/networkOf';
import { Remembered } from '../Remembered';

/** Units: addresses whose networks are remembered. */
const MAX_REMEMBERED = 10_000;
/** Units: 16-bit groups of an IPv6 address that one site is given. */
const SITE_GROUPS = 3;

const known = new Remembered<string, string>(MAX_REMEMBERED);

/** The network that an address is kept as. Shape: `192.0.2.0/24`, `2001:db8:1::/48`; `unknown` for what is no address. */
export function usageNetworkOf(address: string): string {
  return known.get(address) ?? known.keep(address, read(address));
}

function read(address: string): string {
  if (isIP(address.replace(/%.*$/, '')) === 0) return 'unknown';
  const network = networkOf(address);
  if (network.includes('.')) return `${network.slice(0, network.lastIndexOf('.'))}.0/24`;
  return `${network.split(':').slice(0, SITE_GROUPS).join(':')}::/48`;
}
