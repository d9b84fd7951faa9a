import { isIPv6 } from 'node:net';
import type { Config } from '../config';
import { messageOf, StartError } from '../errors';

/** Addresses that stand for all of a machine, and those by which a client on it reaches them. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The URL by which a client reaches what listens there. Nobody can call the address of all interfaces. */
export function urlAt({ tls }: Pick<Config, 'tls'>, host: string, port: number): string {
  return `${tls ? 'https' : 'http'}://${authorityOf(LOOPBACK[host] ?? host, port)}`;
}

/** A host and a port as a URL has them. Source: RFC 3986, section 3.2.2. */
export function authorityOf(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What ends a program that cannot listen where it should. */
export function cannotListen({ host, port }: Pick<Config, 'host' | 'port'>, error: unknown): StartError {
  return new StartError(`The server cannot listen on ${authorityOf(host, port)}: ${messageOf(error)}.`);
}
