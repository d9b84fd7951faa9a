import { isIP } from 'node:net';
import type { Config } from '../config';
import type { Log } from '../log';

/** The first Node.js line that is still kept up. */
const OLDEST_KEPT_NODE = 22;

/** A combination of settings with which production starts and yet does not serve as it should. */
export interface SettingWarning {
  /** The setting that it is about. */
  readonly name: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Shape: the fault, a colon, and what to do. */
  readonly sentence: string;
}

/** Writes each of `settingWarnings` to the log. */
export function warnOfSettings(config: Config, log: Log): void {
  for (const { details, sentence } of settingWarnings(config)) log.warn(details, sentence);
}

/** Finds the combinations of settings with which production starts and yet does not serve as it should. */
export function settingWarnings(config: Config): SettingWarning[] {
  const found = [ofOldNode(config), ofNoTls(config), ofPublicUrl(config), ofLoopback(config), ofNoJournal(config)];
  return found.filter((each) => each !== null);
}

function ofOldNode({ isProduction }: Config): SettingWarning | null {
  const line = Number(process.versions.node.split('.')[0]);
  if (!isProduction || line >= OLDEST_KEPT_NODE) return null;
  const sentence = `this Node.js is past its end of life: use a patched ${OLDEST_KEPT_NODE} or 24`;
  return { name: 'Node.js', details: { node: process.versions.node }, sentence };
}

function ofNoTls({ requireTls, tls, trustedProxies }: Config): SettingWarning | null {
  if (!requireTls || tls !== null || trustedProxies.length > 0) return null;
  const sentence =
    'every plain-HTTP call will be refused: set TLS_CERT_FILE and TLS_KEY_FILE, TRUST_PROXY, or REQUIRE_TLS=off';
  return { name: 'REQUIRE_TLS', details: {}, sentence };
}

function ofPublicUrl(config: Config): SettingWarning | null {
  const { isProduction, requireTls, tls, trustedProxies, publicUrl } = config;
  const isOverHttps = requireTls || tls !== null || trustedProxies.length > 0;
  if (!isProduction || !isOverHttps || publicUrl?.startsWith('https:')) return null;
  const sentence =
    'PUBLIC_URL names no https address: set it to what the world calls this server, since invitation links and the iss and aud of tokens name it';
  return { name: 'PUBLIC_URL', details: { publicUrl }, sentence };
}

/** A proxy on this machine may be meant to speak for others behind it. */
function ofLoopback({ isProduction, host, trustedProxies }: Config): SettingWarning | null {
  if (!isProduction || !isLoopback(host) || trustedProxies.length === 0 || trustedProxies.some(isLoopback)) return null;
  const sentence =
    'HOST is an address of this machine alone, which no proxy in TRUST_PROXY can reach: set HOST=0.0.0.0, or name the proxy on this machine';
  return { name: 'HOST', details: { host, trustedProxies }, sentence };
}

function ofNoJournal({ usageJournalDir }: Config): SettingWarning | null {
  if (usageJournalDir !== 'none') return null;
  const sentence =
    'a process that is killed loses what keys were used for within its last second: set USAGE_JOURNAL_DIR to a folder';
  return { name: 'USAGE_JOURNAL_DIR', details: {}, sentence };
}

/** Whether it is of this machine alone. Shape: an address, a network or a host name. Source: RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3. */
export function isLoopback(host: string): boolean {
  const [address = ''] = host.split('/');
  if (isIP(address) === 0) return address.toLowerCase() === 'localhost';
  return /^(?:127\.|::ffff:127\.|::1$)/i.test(address);
}
