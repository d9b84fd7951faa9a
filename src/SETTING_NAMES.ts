/** Every setting that the environment may hold; `.env.example` lists the same. */
export const SETTING_NAMES = [
  'NODE_ENV',
  'PORT',
  'HOST',
  'KEEP_ALIVE_SECONDS',
  'MAX_CONNECTIONS',
  'DRAIN_SECONDS',
  'MAX_KEYS_PER_ORGANIZATION',
  'MAX_PROCESSES_PER_ORGANIZATION',
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'DATABASE_CONNECTIONS',
  'LATCHKEY_SECRET',
  'LATCHKEY_SECRET_FILE',
  'LATCHKEY_PREVIOUS_SECRETS',
  'LATCHKEY_PREVIOUS_SECRETS_FILE',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'FAILURES_PER_MINUTE',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'REQUIRE_TLS',
  'CORS_ORIGINS',
  'INTROSPECTION',
  'GATEWAY_SECRET',
  'GATEWAY_SECRET_FILE',
  'FEDERATION_AUTH_DIRECTIVES',
  'SCOPES_FILE',
  'ACCESS_TOKEN_SECONDS',
  'SMTP_URL',
  'SMTP_URL_FILE',
  'MAIL_FROM',
  'USAGE_JOURNAL_DIR',
  'LOG_LEVEL',
] as const;

/** The name of a setting. */
export type SettingName = (typeof SETTING_NAMES)[number];

/** The environment, as a plain object. */
export type Environment = Readonly<Record<string, string | undefined>>;
