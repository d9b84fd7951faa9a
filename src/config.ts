import { isIP } from 'node:net';
import path from 'node:path';
import { StartError } from './errors';

/** Who may introspect the schema. */
export type IntrospectionPolicy = 'public' | 'authenticated' | 'off';

/** Where the database is. Shape: an absolute file path, or a `postgres://` URL. */
export type DatabaseLocation =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string };

/** How loud the log is. */
export type LogThreshold = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** The settings, read and checked. */
export interface Config {
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  readonly database: DatabaseLocation;
  /** The master secret; null outside production when none is set: then one is kept in the data folder. */
  readonly secret: string | null;
  readonly previousSecrets: readonly string[];
  /** Null: `http(s)://HOST:PORT`, known once the server listens. */
  readonly publicUrl: string | null;
  /** Addresses and networks of proxies whose word on the client is taken; empty for none. */
  readonly trustedProxies: readonly string[];
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly requireTls: boolean;
  readonly corsOrigins: readonly string[];
  readonly introspection: IntrospectionPolicy;
  readonly gatewaySecret: string | null;
  readonly hasFederationAuthDirectives: boolean;
  readonly scopesFile: string | null;
  /** How long an access token lasts. */
  readonly accessTokenSeconds: number;
  /** Where letters are handed to, and whom they come from; null: none are sent. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  readonly logLevel: LogThreshold;
}

/** The environment, as a plain object. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every setting that the environment may hold; `.env.example` lists the same. */
export const SETTING_NAMES = [
  'NODE_ENV',
  'PORT',
  'HOST',
  'DATABASE_URL',
  'LATCHKEY_SECRET',
  'LATCHKEY_PREVIOUS_SECRETS',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'REQUIRE_TLS',
  'CORS_ORIGINS',
  'INTROSPECTION',
  'GATEWAY_SECRET',
  'FEDERATION_AUTH_DIRECTIVES',
  'SCOPES_FILE',
  'ACCESS_TOKEN_SECONDS',
  'SMTP_URL',
  'MAIL_FROM',
  'LOG_LEVEL',
] as const;

type SettingName = (typeof SETTING_NAMES)[number];

/** Apollo Studio's explorer, and the sandbox that its pages embed. */
const APOLLO_STUDIO = ['https://studio.apollographql.com', 'https://sandbox.embed.apollographql.com'];

/** Units: seconds that an access token lasts at most. */
export const MAX_ACCESS_TOKEN_SECONDS = 3_600;

/** Units: bytes that a secret has at least. */
const MIN_SECRET_BYTES = 32;
const LOG_LEVELS: readonly LogThreshold[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const INTROSPECTION_POLICIES: readonly IntrospectionPolicy[] = ['public', 'authenticated', 'off'];

/**
 * Reads the settings.
 * Errors: one `StartError` with exit code 2 that lists every fault: the variable, what was found (of a secret, only how
 * long it is), and what is accepted.
 */
export function loadConfig(environment: Environment): Config {
  const faults: string[] = [];
  const read = new SettingReader(environment, faults);
  const isProduction = read.oneOf('NODE_ENV', ['production', 'development', 'test'], 'development') === 'production';
  const config: Config = {
    isProduction,
    port: read.wholeNumber('PORT', 4_000, { min: 0, max: 65_535 }),
    host: read.host(),
    database: read.database(),
    secret: read.secret('LATCHKEY_SECRET'),
    previousSecrets: read.secrets('LATCHKEY_PREVIOUS_SECRETS'),
    publicUrl: read.publicUrl(),
    trustedProxies: read.trustedProxies(),
    tls: read.tls(),
    requireTls: read.onOff('REQUIRE_TLS', isProduction),
    corsOrigins: [...read.origins(), ...(isProduction ? [] : APOLLO_STUDIO)],
    introspection: read.oneOf('INTROSPECTION', INTROSPECTION_POLICIES, isProduction ? 'authenticated' : 'public'),
    gatewaySecret: read.secret('GATEWAY_SECRET'),
    hasFederationAuthDirectives: read.onOff('FEDERATION_AUTH_DIRECTIVES', true),
    scopesFile: read.text('SCOPES_FILE'),
    accessTokenSeconds: read.wholeNumber('ACCESS_TOKEN_SECONDS', 300, {
      min: 10,
      max: MAX_ACCESS_TOKEN_SECONDS,
    }),
    mail: read.mail(),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (isProduction && read.text('LATCHKEY_SECRET') === null) {
    faults.push(`LATCHKEY_SECRET is not set; production needs a secret of at least ${MIN_SECRET_BYTES} bytes`);
  }
  if (faults.length > 0) throw new StartError(faults.map((fault) => `Bad setting: ${fault}.`).join('\n'), 2);
  return Object.freeze(config);
}

/** Shape: an address, or an address and how many bits of it count, at least one. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/([1-9]\d{0,2}))?$/.exec(text) ?? [];
  const maxBits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return maxBits > 0 && Number(bits ?? maxBits) <= maxBits;
}

function isPostgresUrl(text: string): boolean {
  if (!/^postgres(?:ql)?:\/\/./.test(text) || !URL.canParse(text)) return false;
  const { username, password, pathname } = new URL(text);
  try {
    return [username, password, pathname].map(decodeURIComponent).length > 0;
  } catch {
    return false; // A percent sign that stands for nothing.
  }
}

class SettingReader {
  constructor(
    private readonly environment: Environment,
    private readonly faults: string[],
  ) {}

  /** An empty value counts as none. */
  text(name: SettingName): string | null {
    return this.environment[name]?.trim() || null;
  }

  oneOf<Value extends string>(name: SettingName, accepted: readonly Value[], otherwise: Value): Value {
    const text = this.text(name);
    const found = accepted.find((value) => value === text);
    if (text !== null && found === undefined) this.fault(name, text, accepted.join(', '));
    return found ?? otherwise;
  }

  onOff(name: SettingName, otherwise: boolean): boolean {
    return this.oneOf(name, ['on', 'off'], otherwise ? 'on' : 'off') === 'on';
  }

  wholeNumber(name: SettingName, otherwise: number, { min, max }: { min: number; max: number }): number {
    const text = this.text(name) ?? String(otherwise);
    const found = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(found >= min && found <= max)) this.fault(name, text, `a whole number from ${min} to ${max}`);
    return found;
  }

  host(): string {
    const text = this.text('HOST') ?? '127.0.0.1';
    const isHost = isIP(text) !== 0 || /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(text);
    if (!isHost) this.fault('HOST', text, 'an address or a host name');
    return text;
  }

  database(): DatabaseLocation {
    const text = this.text('DATABASE_URL') ?? 'sqlite:./data/latchkey.sqlite';
    const file = /^sqlite:(?:\/\/)?(.+)$/.exec(text)?.[1];
    if (file !== undefined) return { engine: 'sqlite', file: path.resolve(file) };
    if (!isPostgresUrl(text)) {
      const kind = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(text)?.[0] ?? `a text of ${text.length} characters`;
      this.faults.push(
        `DATABASE_URL is of the kind ${kind}; accepted: sqlite:<path>, postgres://user:pass@host:port/db`,
      );
    }
    return { engine: 'postgres', url: text };
  }

  secret(name: SettingName): string | null {
    const text = this.text(name);
    if (text !== null) this.checkSecret(name, text);
    return text;
  }

  secrets(name: SettingName): string[] {
    const secrets = this.list(name);
    for (const each of secrets) this.checkSecret(name, each);
    return secrets;
  }

  publicUrl(): string | null {
    const text = this.text('PUBLIC_URL');
    if (text === null) return null;
    const isUrl = URL.canParse(text) && /^https?:\/\/[^@?#]+$/.test(text);
    if (!isUrl) this.fault('PUBLIC_URL', text, 'an http or https URL without user or query');
    return text.replace(/\/+$/, '');
  }

  trustedProxies(): string[] {
    const entries = this.list('TRUST_PROXY');
    if (entries.length === 0 || (entries.length === 1 && entries[0] === 'off')) return [];
    for (const entry of entries) {
      if (!isNetwork(entry))
        this.fault('TRUST_PROXY', entry, 'off, or a list of addresses and networks such as 10.0.0.0/8');
    }
    return entries;
  }

  tls(): Config['tls'] {
    const [certFile, keyFile] = [this.text('TLS_CERT_FILE'), this.text('TLS_KEY_FILE')];
    if (certFile !== null && keyFile !== null) return { certFile, keyFile };
    if (certFile !== keyFile) {
      const [set, unset] = certFile === null ? ['TLS_KEY_FILE', 'TLS_CERT_FILE'] : ['TLS_CERT_FILE', 'TLS_KEY_FILE'];
      this.faults.push(`${unset} is not set, though ${set} is; set both or neither`);
    }
    return null;
  }

  mail(): Config['mail'] {
    const [url, from] = [this.text('SMTP_URL'), this.text('MAIL_FROM')];
    if (url !== null && !/^smtps?:\/\/[^\s/?#]+\/?$/.test(url)) {
      // It may hold a password.
      this.faults.push(
        `SMTP_URL is a text of ${url.length} characters; accepted: smtp://user:pass@host:port, or smtps://…`,
      );
    }
    if (from !== null && !/^(?:[^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(from)) {
      this.fault('MAIL_FROM', from, 'an address such as keys@example.com, or Latchkey <keys@example.com>');
    }
    if (url !== null && from !== null) return { url, from };
    if (url !== from) {
      const [set, unset] = url === null ? ['MAIL_FROM', 'SMTP_URL'] : ['SMTP_URL', 'MAIL_FROM'];
      this.faults.push(`${unset} is not set, though ${set} is; set both or neither`);
    }
    return null;
  }

  origins(): string[] {
    const origins = this.list('CORS_ORIGINS');
    for (const origin of origins) {
      const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin;
      if (!isOrigin) this.fault('CORS_ORIGINS', origin, 'a list of origins such as https://app.example.com');
    }
    return origins;
  }

  private list(name: SettingName): string[] {
    const entries = (this.text(name) ?? '').split(',').map((entry) => entry.trim());
    return entries.filter(Boolean);
  }

  private checkSecret(name: SettingName, secret: string): void {
    const bytes = Buffer.byteLength(secret);
    if (bytes >= MIN_SECRET_BYTES) return;
    this.faults.push(`${name} holds a secret of ${bytes} bytes; accepted: at least ${MIN_SECRET_BYTES} bytes`);
  }

  private fault(name: SettingName, found: string, accepted: string): void {
    this.faults.push(`${name} is ${JSON.stringify(found)}; accepted: ${accepted}`);
  }
}
