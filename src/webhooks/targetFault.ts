import { isIP } from 'node:net';
import { isPrivateAddress } from './isPrivateAddress';

/** Units: characters of an address. */
const MAX_LENGTH = 2_000;

/** The host of a URL as sockets take it: an address of IPv6 without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Why events cannot be sent to an address, in words; null where nothing is against it by its form. */
export function targetFault(text: string, allowsPrivate: boolean): string | null {
  if (text.length > MAX_LENGTH) return `The address has more than ${MAX_LENGTH} characters.`;
  if (!URL.canParse(text)) return 'This is not the address of a page: it begins with https://.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'The address has a user or a password in it.';
  if (url.hash !== '') return 'The address has a part after # in it, which is never sent.';
  if (url.protocol !== 'https:' && !(allowsPrivate && url.protocol === 'http:')) {
    return 'The address has to begin with https://.';
  }
  const host = hostOf(url);
  if (!allowsPrivate && isIP(host) !== 0 && isPrivateAddress(host)) {
    return 'The address is of this machine or of a private network; the setting WEBHOOK_PRIVATE_TARGETS allows those.';
  }
  return null;
}
