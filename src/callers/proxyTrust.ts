import { BlockList, isIP, isIPv4 } from 'node:net';
import { bareAddress } from './bareAddress';

/**
 * Whether an entry of `X-Forwarded-For`, or a socket's address, is that of a trusted proxy. Families are kept apart, so that
 * an IPv6 network holds no IPv4 address by its first bits.
 */
export function proxyTrust(networks: readonly string[]): (entry: string | undefined) => boolean {
  const [ipv4, ipv6] = [new BlockList(), new BlockList()];
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const list = isIPv4(address) || /^::ffff:/i.test(address) ? ipv4 : ipv6;
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (entry) => {
    const address = bareAddress(entry ?? ''); // There is none once the socket is gone.
    if (isIP(address) === 0) return false;
    return isIPv4(address) ? ipv4.check(address, 'ipv4') : ipv6.check(address, 'ipv6');
  };
}
