/** Every setting that the environment may hold; `.env.example` lists the same. */
export const SETTING_NAMES = [
  'NODE_ENV',
  'PORT',
  'HOST',
  'KEEP_ALIVE_SECONDS',
  'MAX_CONNECTIONS',
  'DATABASE_URL',
  'LATCHKEY_SECRET',
  'LATCHKEY_PREVIOUS_SECRETS',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'FAILURES_PER_MINUTE',
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

/** The name of a setting. */
export type SettingName = (typeof SETTING_NAMES)[number];

/** The environment, as a plain object. */
export type Environment = Readonly<Record<string, string | undefined>>;
