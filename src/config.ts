import { StartError } from './errors';
import type { Environment } from './SETTING_NAMES';
import {
  type DatabaseLocation,
  type MailSettings,
  type MetricsAddress,
  SettingReader,
  type TlsFiles,
  type TracingSettings,
  type WebhookSettings,
} from './SettingReader';
import { MIN_SECRET_BYTES } from './secrets';

/** Who may introspect the schema. */
export type IntrospectionPolicy = 'public' | 'authenticated' | 'off';

/** How loud the log is. */
export type LogThreshold = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** The settings, read and checked. */
export interface Config {
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  /** How long an idle connection stays open. */
  readonly keepAliveSeconds: number;
  /** How many connections a process holds at once; null for no limit. */
  readonly maxConnections: number | null;
  /** How long a process that was told to stop still serves, while it says that it is not ready. */
  readonly drainSeconds: number;
  /** How many an organization may have; deleted and expired ones do not count. */
  readonly maxKeysPerOrganization: number;
  readonly maxProcessesPerOrganization: number;
  readonly database: DatabaseLocation;
  /** The master secret; null outside production when none is set: then one is kept in the data folder. */
  readonly secret: string | null;
  readonly previousSecrets: readonly string[];
  /** Null: `http(s)://HOST:PORT`, known once the server listens. */
  readonly publicUrl: string | null;
  /** How many credentials of one network may fail in a minute before further failures are answered with 429; 0: any number. */
  readonly failuresPerMinute: number;
  /** Addresses and networks of proxies whose word on the client is taken; empty for none. */
  readonly trustedProxies: readonly string[];
  readonly tls: TlsFiles | null;
  readonly requireTls: boolean;
  readonly corsOrigins: readonly string[];
  readonly introspection: IntrospectionPolicy;
  readonly gatewaySecret: string | null;
  readonly hasFederationAuthDirectives: boolean;
  readonly scopesFile: string | null;
  /** How long an access token lasts. */
  readonly accessTokenSeconds: number;
  /** For how many days rows of the audit log are kept; null: for ever. */
  readonly auditRetentionDays: number | null;
  /** Where letters are handed to, and whom they come from; null: none are sent. */
  readonly mail: MailSettings | null;
  /** Where traces go; null: there are none. */
  readonly tracing: TracingSettings | null;
  /** The folder in which use is noted before it is counted, or `none`; null: beside the database. */
  readonly usageJournalDir: string | null;
  /** How events are sent to webhooks. */
  readonly webhooks: WebhookSettings;
  readonly logLevel: LogThreshold;
  /** Where metrics are answered; null: nowhere, and nothing is gathered for them. */
  readonly metrics: MetricsAddress | null;
}

/**
 * Apollo Studio, and the sandbox and the explorer that pages embed as frames.
 * Source: the landing page of Apollo Server 5, which lists both frames.
 */
const APOLLO_STUDIO = [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  'https://explorer.embed.apollographql.com',
];

/** The longest life of an access token. Units: seconds. */
export const MAX_ACCESS_TOKEN_SECONDS = 3_600;

/** What may be set as the life of an access token. Units: seconds. */
const TOKEN_SECONDS = { min: 10, max: MAX_ACCESS_TOKEN_SECONDS };

/** What may be set as a limit of an organization. Units: rows. */
const ROWS_OF_ORGANIZATION = { min: 1, max: 100_000_000 };

const LOG_LEVELS: readonly LogThreshold[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const INTROSPECTION_POLICIES: readonly IntrospectionPolicy[] = ['public', 'authenticated', 'off'];

/**
 * Reads the settings.
 * Errors: one `StartError` with exit code 2 that lists every fault: the variable, what was found (of a secret, only how
 * long it is), and what is accepted.
 */
export function loadConfig(environment: Environment): Config {
  const { config, faults } = readConfig(environment);
  if (faults.length > 0) throw new StartError(faults.map((fault) => `Bad setting: ${fault}.`).join('\n'), 2);
  return config;
}

/** Settings as far as they could be read. Shape: a fault begins with the name of its setting, whose value is no good. */
export interface ReadConfig {
  readonly config: Config;
  readonly faults: readonly string[];
}

/** Reads the settings, and what is wrong with them. */
export function readConfig(environment: Environment): ReadConfig {
  const faults: string[] = [];
  const read = new SettingReader(environment, faults);
  const isProduction = read.oneOf('NODE_ENV', ['production', 'development', 'test'], 'development') === 'production';
  const config: Config = {
    isProduction,
    port: read.wholeNumber('PORT', 4_000, { min: 0, max: 65_535 }),
    host: read.host('HOST'),
    keepAliveSeconds: read.wholeNumber('KEEP_ALIVE_SECONDS', 75, { min: 1, max: 7_200 }),
    maxConnections: read.wholeNumber('MAX_CONNECTIONS', null, { min: 10, max: 1_000_000 }),
    drainSeconds: read.wholeNumber('DRAIN_SECONDS', 0, { min: 0, max: 300 }),
    maxKeysPerOrganization: read.wholeNumber('MAX_KEYS_PER_ORGANIZATION', 10_000, ROWS_OF_ORGANIZATION),
    maxProcessesPerOrganization: read.wholeNumber('MAX_PROCESSES_PER_ORGANIZATION', 10_000, ROWS_OF_ORGANIZATION),
    database: read.database(),
    secret: read.secret('LATCHKEY_SECRET'),
    previousSecrets: read.secrets('LATCHKEY_PREVIOUS_SECRETS'),
    publicUrl: read.publicUrl(),
    failuresPerMinute: read.wholeNumber('FAILURES_PER_MINUTE', 300, { min: 0, max: 1_000_000 }),
    trustedProxies: read.trustedProxies(),
    tls: read.tls(),
    requireTls: read.onOff('REQUIRE_TLS', isProduction),
    corsOrigins: [...read.origins(), ...(isProduction ? [] : APOLLO_STUDIO)],
    introspection: read.oneOf('INTROSPECTION', INTROSPECTION_POLICIES, isProduction ? 'authenticated' : 'public'),
    gatewaySecret: read.secret('GATEWAY_SECRET'),
    hasFederationAuthDirectives: read.onOff('FEDERATION_AUTH_DIRECTIVES', true),
    scopesFile: read.text('SCOPES_FILE'),
    accessTokenSeconds: read.wholeNumber('ACCESS_TOKEN_SECONDS', 300, TOKEN_SECONDS),
    auditRetentionDays: read.wholeNumber('AUDIT_RETENTION_DAYS', null, { min: 1, max: 36_500 }),
    mail: read.mail(),
    tracing: read.tracing(),
    usageJournalDir: read.text('USAGE_JOURNAL_DIR'),
    webhooks: read.webhooks(),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    metrics: read.metrics(),
  };
  if (isProduction) noteMissingSecret(read, faults);
  return { config: Object.freeze(config), faults };
}

function noteMissingSecret(read: SettingReader, faults: string[]): void {
  if (read.text('LATCHKEY_SECRET') !== null || read.text('LATCHKEY_SECRET_FILE') !== null) return;
  faults.push(`LATCHKEY_SECRET is not set; production needs a secret of at least ${MIN_SECRET_BYTES} bytes`);
}
