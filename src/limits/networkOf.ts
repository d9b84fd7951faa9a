import { isIPv6 } from 'node:net';

/** Units: 16-bit groups of an IPv6 address that one household or host is given. */
const NETWORK_GROUPS = 4;
const GROUPS = 8;

/**
 * The network that an address counts as. An IPv6 client controls its whole /64, so only the first 64 bits count. IPv4
 * that is written as IPv6 counts as IPv4. Shape: `192.0.2.1`, `2001:db8:0:1`. Source: RFC 4291, section 2.5.
 */
export function networkOf(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return address;
  const groups = groupsOf(bare);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  }
  return groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.toString(16))
    .join(':');
}

/** Shape: eight numbers. URLs write IPv6 in one way alone, in hexadecimal. */
function groupsOf(address: string): number[] {
  const { hostname } = new URL(`http://[${address}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const read = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [read(head), read(tail ?? '')];
  return [...first, ...Array<number>(GROUPS - first.length - last.length).fill(0), ...last];
}
