import { isIP } from 'node:net';
import type { Log } from '../log';
import type { CompleteConfig } from './app';

/** The first Node.js line that is still kept up. */
const OLDEST_KEPT_NODE = 22;

/** Writes a warning for each combination of settings with which production starts and yet does not serve as it should. */
export function warnOfSettings(config: CompleteConfig, log: Log): void {
  warnOfOldNode(config, log);
  warnOfNoTls(config, log);
  warnOfPublicUrl(config, log);
  warnOfLoopback(config, log);
  warnOfNoJournal(config, log);
}

function warnOfOldNode({ isProduction }: CompleteConfig, log: Log): void {
  const line = Number(process.versions.node.split('.')[0]);
  if (!isProduction || line >= OLDEST_KEPT_NODE) return;
  log.warn(
    { node: process.versions.node },
    `this Node.js is past its end of life: use a patched ${OLDEST_KEPT_NODE} or 24`,
  );
}

function warnOfNoTls({ requireTls, tls, trustedProxies }: CompleteConfig, log: Log): void {
  if (!requireTls || tls !== null || trustedProxies.length > 0) return;
  log.warn(
    'every plain-HTTP call will be refused: set TLS_CERT_FILE and TLS_KEY_FILE, TRUST_PROXY, or REQUIRE_TLS=off',
  );
}

function warnOfPublicUrl(config: CompleteConfig, log: Log): void {
  const { isProduction, requireTls, tls, trustedProxies, publicUrl } = config;
  const isOverHttps = requireTls || tls !== null || trustedProxies.length > 0;
  if (!isProduction || !isOverHttps || publicUrl?.startsWith('https:')) return;
  log.warn(
    { publicUrl },
    'PUBLIC_URL names no https address: set it to what the world calls this server, since invitation links and the iss and aud of tokens name it',
  );
}

/** A proxy on this machine may be meant to speak for others behind it. */
function warnOfLoopback({ isProduction, host, trustedProxies }: CompleteConfig, log: Log): void {
  if (!isProduction || !isLoopback(host) || trustedProxies.length === 0 || trustedProxies.some(isLoopback)) return;
  log.warn(
    { host, trustedProxies },
    'HOST is an address of this machine alone, which no proxy in TRUST_PROXY can reach: set HOST=0.0.0.0, or name the proxy on this machine',
  );
}

function warnOfNoJournal({ usageJournalDir }: CompleteConfig, log: Log): void {
  if (usageJournalDir !== 'none') return;
  log.warn('USAGE_JOURNAL_DIR is none: a process that is killed loses what keys were used for within its last second');
}

/** Shape: an address, a network or a host name. Source: RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3. */
function isLoopback(host: string): boolean {
  const [address = ''] = host.split('/');
  if (isIP(address) === 0) return address.toLowerCase() === 'localhost';
  return /^(?:127\.|::ffff:127\.|::1$)/i.test(address);
}
