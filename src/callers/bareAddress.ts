/** Shape: a port is a number, or a name that a proxy made up and that begins with `_`. */
const BRACKETS = /^\[([^\]]*)\](?::(?:\d{1,5}|_[\w.-]+))?$/;
const IPV4_AND_PORT = /^([\d.]+):(?:\d{1,5}|_[\w.-]+)$/;

/**
 * The address in an entry of `X-Forwarded-For`: without quotes, brackets, port and zone. IPv4 that is written as IPv6 becomes
 * IPv4. What is no address comes back as it is, or shorter.
 * Source: RFC 7239, sections 4 and 6; RFC 4007, section 11; RFC 4291, section 2.5.5.2.
 */
export function bareAddress(entry: string): string {
  const node = /^"(.*)"$/.exec(entry)?.[1] ?? entry;
  const address = (BRACKETS.exec(node) ?? IPV4_AND_PORT.exec(node))?.[1] ?? node;
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=[\d.]+$)/i, '');
}
