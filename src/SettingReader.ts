import { isIP } from 'node:net';
import path from 'node:path';
import { ENCODE_AUTHORITY, hasWholeAuthority, mayHoldCredentials } from './authority';
import { isPostgresUrl, parameterFault } from './postgresUrl';
import type { Environment, SettingName } from './SETTING_NAMES';
import { MIN_SECRET_BYTES } from './secrets';

/**
 * Where the database is. Shape: an absolute file path, or a `postgres://` URL, which may list several hosts, and how many
 * connections a process may have open there.
 */
export type DatabaseLocation =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string; readonly connectionCount?: number };

/** The two files that TLS needs. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** How events are sent to webhooks. */
export interface WebhookSettings {
  /** Units: milliseconds that a receiver may take to answer. */
  readonly timeoutMs: number;
  /** Whether receivers may be on this machine, or in a private network. */
  readonly allowsPrivate: boolean;
}

/** Where traces are sent, and under which name. */
export interface TracingSettings {
  /** Shape: that of the receiver of traces itself. */
  readonly url: string;
  readonly serviceName: string;
}

/** Where letters are handed to, and whom they come from. */
export interface MailSettings {
  readonly url: string;
  readonly from: string;
}

/** Where metrics are answered. */
export interface MetricsAddress {
  readonly port: number;
  readonly host: string;
}

/** Shape: an address, or an address and how many bits of it count, at least one. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/([1-9]\d{0,2}))?$/.exec(text) ?? [];
  const maxBits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return maxBits > 0 && Number(bits ?? maxBits) <= maxBits;
}

/** Units: characters of a name. */
const MAX_NAME_LENGTH = 100;

/** Reads settings from the environment. A fault is written down, and reading goes on. */
export class SettingReader {
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

  wholeNumber<Default extends number | null>(
    name: SettingName,
    otherwise: Default,
    { min, max }: { min: number; max: number },
  ): number | Default {
    const text = this.text(name);
    if (text === null) return otherwise;
    const found = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(found >= min && found <= max)) this.fault(name, text, `a whole number from ${min} to ${max}`);
    return found;
  }

  /** `localhost` is one address: for its others Fastify would open servers of which the limits of ours know nothing. */
  host(name: SettingName): string {
    const text = this.text(name) ?? '127.0.0.1';
    if (text.toLowerCase() === 'localhost') return '127.0.0.1';
    const isHost = isIP(text) !== 0 || /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(text);
    if (!isHost) this.fault(name, text, 'an address or a host name');
    return text;
  }

  database(): DatabaseLocation {
    const text = this.text('DATABASE_URL') ?? 'sqlite:./data/latchkey.sqlite';
    const file = /^sqlite:(?:\/\/)?(.+)$/.exec(text)?.[1];
    const connectionCount = this.wholeNumber('DATABASE_CONNECTIONS', null, { min: 2, max: 1_000 });
    if (file !== undefined) return { engine: 'sqlite', file: path.resolve(file) };
    if (isPostgresUrl(text)) {
      const fault = parameterFault(text);
      if (fault !== null) this.faults.push(`DATABASE_URL: ${fault}`);
    } else {
      this.faults.push(`DATABASE_URL is ${kindOf(text)}; accepted: sqlite:<path>, postgres://user:pass@host:port/db`);
    }
    return connectionCount === null
      ? { engine: 'postgres', url: text }
      : { engine: 'postgres', url: text, connectionCount };
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
    return this.url('PUBLIC_URL');
  }

  /** Source: OpenTelemetry Protocol Exporter, endpoint URLs for OTLP/HTTP. */
  tracing(): TracingSettings | null {
    const endpoint = this.url('OTEL_EXPORTER_OTLP_ENDPOINT');
    const serviceName = this.text('OTEL_SERVICE_NAME') ?? 'latchkey';
    if (serviceName.length > MAX_NAME_LENGTH) {
      this.fault('OTEL_SERVICE_NAME', serviceName, `${MAX_NAME_LENGTH} characters at most`);
    }
    return endpoint === null ? null : { url: `${endpoint}/v1/traces`, serviceName };
  }

  webhooks(): WebhookSettings {
    return {
      timeoutMs: this.wholeNumber('WEBHOOK_TIMEOUT_SECONDS', 10, { min: 1, max: 30 }) * 1_000,
      allowsPrivate: this.onOff('WEBHOOK_PRIVATE_TARGETS', false),
    };
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

  tls(): TlsFiles | null {
    const [certFile, keyFile] = [this.text('TLS_CERT_FILE'), this.text('TLS_KEY_FILE')];
    if (certFile !== null && keyFile !== null) return { certFile, keyFile };
    if (certFile !== keyFile) {
      const [set, unset] = certFile === null ? ['TLS_KEY_FILE', 'TLS_CERT_FILE'] : ['TLS_CERT_FILE', 'TLS_KEY_FILE'];
      this.faults.push(`${unset} is not set, though ${set} is; set both or neither`);
    }
    return null;
  }

  mail(): MailSettings | null {
    const [url, from] = [this.text('SMTP_URL'), this.text('MAIL_FROM')];
    if (url !== null && !(/^smtps?:\/\/[^/?#]+\/?$/.test(url) && hasWholeAuthority(url))) {
      this.faults.push(
        `SMTP_URL is a text of ${url.length} characters; accepted: smtp://user:pass@host:port, or smtps://…; ${ENCODE_AUTHORITY}`,
      );
    }
    if (from !== null && !/^(?:[^<>\r\n]+ <[^\s@<>:]+@[^\s@<>]+>|[^\s@<>:]+@[^\s@<>]+)$/.test(from)) {
      this.fault('MAIL_FROM', from, 'an address such as keys@example.com, or Latchkey <keys@example.com>');
    }
    if (url !== null && from !== null) return { url, from };
    if (url !== from) {
      const [set, unset] = url === null ? ['MAIL_FROM', 'SMTP_URL'] : ['SMTP_URL', 'MAIL_FROM'];
      this.faults.push(`${unset} is not set, though ${set} is; set both or neither`);
    }
    return null;
  }

  metrics(): MetricsAddress | null {
    const port = this.wholeNumber('METRICS_PORT', null, { min: 0, max: 65_535 });
    const host = this.host('METRICS_HOST');
    return port === null ? null : { port, host };
  }

  origins(): string[] {
    const origins = this.list('CORS_ORIGINS');
    for (const origin of origins) {
      const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin;
      if (!isOrigin) this.fault('CORS_ORIGINS', origin, 'a list of origins such as https://app.example.com');
    }
    return origins;
  }

  private url(name: SettingName): string | null {
    const text = this.text(name);
    if (text === null) return null;
    const isUrl = URL.canParse(text) && /^https?:\/\/[^@?#]+$/.test(text);
    if (!isUrl) this.fault(name, text, 'an http or https URL without user or query');
    return text.replace(/\/+$/, '');
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

  /** Where the whole setting may hold a password, the part that is wrong may hold some of it. */
  private fault(name: SettingName, found: string, accepted: string): void {
    const isSecretive = mayHoldCredentials(this.text(name) ?? '');
    const shown = isSecretive ? `a text of ${found.length} characters` : JSON.stringify(found);
    this.faults.push(`${name} is ${shown}; accepted: ${accepted}`);
  }
}

/** What a wrong address of a database is, without any part of it that may be secret. */
function kindOf(text: string): string {
  const kind = /^[a-z][a-z0-9+.-]*(?=:(?:\/\/|$))/i.exec(text)?.[0];
  if (kind === undefined) return `a text of ${text.length} characters`;
  const isRightKind = /^postgres(?:ql)?$/.test(kind);
  return `of the kind ${kind}${isRightKind ? `, and cannot be read: ${ENCODE_AUTHORITY}` : ''}`;
}
