import path from 'node:path';
import { loadConfig } from '../src/config';
import { StartError } from '../src/errors';
import type { Environment } from '../src/SETTING_NAMES';

const SECRET = 'thirty-two bytes are long enough';

/** The faults of an environment. Shape: one line each. */
function faultsOf(environment: Environment): string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof StartError && error.exitCode === 2) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('the settings', () => {
  it('have a default each, so that an empty environment is enough outside production', () => {
    expect(loadConfig({})).toEqual({
      isProduction: false,
      port: 4000,
      host: '127.0.0.1',
      keepAliveSeconds: 75,
      failuresPerMinute: 300,
      maxConnections: null,
      drainSeconds: 0,
      maxKeysPerOrganization: 10_000,
      maxProcessesPerOrganization: 10_000,
      database: { engine: 'sqlite', file: path.resolve('data/latchkey.sqlite') },
      secret: null,
      previousSecrets: [],
      publicUrl: null,
      trustedProxies: [],
      tls: null,
      requireTls: false,
      corsOrigins: [
        'https://studio.apollographql.com',
        'https://sandbox.embed.apollographql.com',
        'https://explorer.embed.apollographql.com',
      ],
      introspection: 'public',
      gatewaySecret: null,
      hasFederationAuthDirectives: true,
      scopesFile: null,
      accessTokenSeconds: 300,
      auditRetentionDays: null,
      mail: null,
      tracing: null,
      usageJournalDir: null,
      webhooks: { timeoutMs: 10_000, allowsPrivate: false },
      logLevel: 'info',
      metrics: null,
    });
  });

  it.each([
    ['smtp://localhost', 'keys@example.com'],
    ['smtp://latchkey:p%40ss@mail.example.com:587/', 'Schlüssel & Co. <keys@example.com>'],
    ['smtps://[::1]:465', 'no-reply+keys@example.com'],
  ])('take %s and %s as a way to send letters', (SMTP_URL, MAIL_FROM) => {
    expect(loadConfig({ SMTP_URL, MAIL_FROM }).mail).toEqual({ url: SMTP_URL, from: MAIL_FROM });
  });

  it('are stricter in production', () => {
    expect(loadConfig({ NODE_ENV: 'production', LATCHKEY_SECRET: SECRET })).toMatchObject({
      isProduction: true,
      requireTls: true,
      corsOrigins: [],
      introspection: 'authenticated',
    });
  });

  it('can all be set', () => {
    expect(
      loadConfig({
        NODE_ENV: 'production',
        PORT: '0',
        HOST: '::',
        KEEP_ALIVE_SECONDS: '620',
        FAILURES_PER_MINUTE: '0',
        MAX_CONNECTIONS: '1000',
        DRAIN_SECONDS: '15',
        MAX_KEYS_PER_ORGANIZATION: '1',
        MAX_PROCESSES_PER_ORGANIZATION: '100000000',
        DATABASE_URL: 'postgres://latchkey:pass@db.internal:5433/keys',
        DATABASE_CONNECTIONS: '20',
        LATCHKEY_SECRET: SECRET,
        LATCHKEY_PREVIOUS_SECRETS: `${SECRET} once, ${SECRET} before,`,
        PUBLIC_URL: 'https://keys.example.com/base/',
        TRUST_PROXY: '10.0.0.0/8, ::1, 192.0.2.7',
        TLS_CERT_FILE: 'cert.pem',
        TLS_KEY_FILE: 'key.pem',
        REQUIRE_TLS: 'off',
        CORS_ORIGINS: 'https://app.example.com,http://localhost:3000',
        INTROSPECTION: 'off',
        GATEWAY_SECRET: `${SECRET} of the gateway`,
        FEDERATION_AUTH_DIRECTIVES: 'off',
        SCOPES_FILE: 'scopes.json',
        ACCESS_TOKEN_SECONDS: '60',
        AUDIT_RETENTION_DAYS: '400',
        SMTP_URL: 'smtps://latchkey:pass@mail.example.com:465',
        MAIL_FROM: 'Latchkey <keys@example.com>',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
        OTEL_SERVICE_NAME: 'keys',
        USAGE_JOURNAL_DIR: '/var/lib/latchkey/usage',
        WEBHOOK_TIMEOUT_SECONDS: '30',
        WEBHOOK_PRIVATE_TARGETS: 'on',
        LOG_LEVEL: 'warn',
        METRICS_PORT: '9464',
        METRICS_HOST: '10.0.0.7',
      }),
    ).toEqual({
      isProduction: true,
      port: 0,
      host: '::',
      keepAliveSeconds: 620,
      failuresPerMinute: 0,
      maxConnections: 1000,
      drainSeconds: 15,
      maxKeysPerOrganization: 1,
      maxProcessesPerOrganization: 100_000_000,
      database: { engine: 'postgres', url: 'postgres://latchkey:pass@db.internal:5433/keys', connectionCount: 20 },
      secret: SECRET,
      previousSecrets: [`${SECRET} once`, `${SECRET} before`],
      publicUrl: 'https://keys.example.com/base',
      trustedProxies: ['10.0.0.0/8', '::1', '192.0.2.7'],
      tls: { certFile: 'cert.pem', keyFile: 'key.pem' },
      requireTls: false,
      corsOrigins: ['https://app.example.com', 'http://localhost:3000'],
      introspection: 'off',
      gatewaySecret: `${SECRET} of the gateway`,
      hasFederationAuthDirectives: false,
      scopesFile: 'scopes.json',
      accessTokenSeconds: 60,
      auditRetentionDays: 400,
      mail: { url: 'smtps://latchkey:pass@mail.example.com:465', from: 'Latchkey <keys@example.com>' },
      tracing: { url: 'http://collector:4318/v1/traces', serviceName: 'keys' },
      usageJournalDir: '/var/lib/latchkey/usage',
      webhooks: { timeoutMs: 30_000, allowsPrivate: true },
      logLevel: 'warn',
      metrics: { port: 9464, host: '10.0.0.7' },
    });
  });

  it('take localhost for one address', () => {
    expect([loadConfig({ HOST: 'localhost' }).host, loadConfig({ HOST: 'LocalHost' }).host]).toEqual([
      '127.0.0.1',
      '127.0.0.1',
    ]);
  });

  it('that are empty or blank count as not set', () => {
    const blank = { PORT: '', HOST: ' ', DATABASE_URL: '', LATCHKEY_SECRET: ' ', TRUST_PROXY: '', CORS_ORIGINS: ' , ' };
    expect(loadConfig(blank)).toEqual(loadConfig({}));
  });

  it('come from the object that is handed over and from nowhere else, and cannot be changed', () => {
    const before = process.env.PORT;
    process.env.PORT = '1';
    const environment = Object.freeze({ HOST: 'keys.internal' });
    const config = loadConfig(environment);
    if (before === undefined) delete process.env.PORT;
    else process.env.PORT = before;
    expect(config).toMatchObject({ port: 4000, host: 'keys.internal' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it.each([
    ['sqlite:data/keys.sqlite', { engine: 'sqlite', file: path.resolve('data/keys.sqlite') }],
    ['sqlite:/var/keys.sqlite', { engine: 'sqlite', file: '/var/keys.sqlite' }],
    ['sqlite:///var/keys.sqlite', { engine: 'sqlite', file: '/var/keys.sqlite' }],
    ['postgresql://db/keys', { engine: 'postgres', url: 'postgresql://db/keys' }],
    ['postgres:///keys?host=/run/postgresql', { engine: 'postgres', url: 'postgres:///keys?host=/run/postgresql' }],
    ['postgres://u:p@a:1,[::1]:2,c/keys', { engine: 'postgres', url: 'postgres://u:p@a:1,[::1]:2,c/keys' }],
    [
      'postgres://a,b/keys?target_session_attrs=primary',
      { engine: 'postgres', url: 'postgres://a,b/keys?target_session_attrs=primary' },
    ],
    ['postgres://u:gr%40ve@db/keys', { engine: 'postgres', url: 'postgres://u:gr%40ve@db/keys' }],
  ])('take %s as a place for the database', (url, database) => {
    expect(loadConfig({ DATABASE_URL: url }).database).toEqual(database);
  });
});

describe('bad settings', () => {
  const proxies = 'accepted: off, or a list of addresses and networks such as 10.0.0.0/8.';
  const origins = 'accepted: a list of origins such as https://app.example.com.';
  const databases = 'accepted: sqlite:<path>, postgres://user:pass@host:port/db.';
  const encoded = 'and cannot be read: percent-encode what its user and password hold of @ : / ? # % and spaces';
  const senders = 'accepted: an address such as keys@example.com, or Latchkey <keys@example.com>.';
  const levels = 'accepted: trace, debug, info, warn, error, fatal, silent.';

  it.each([
    ['NODE_ENV', 'prod', 'NODE_ENV is "prod"; accepted: production, development, test.'],
    ['AUDIT_RETENTION_DAYS', '0', 'AUDIT_RETENTION_DAYS is "0"; accepted: a whole number from 1 to 36500.'],
    ['ACCESS_TOKEN_SECONDS', '9', 'ACCESS_TOKEN_SECONDS is "9"; accepted: a whole number from 10 to 3600.'],
    ['PORT', '65536', 'PORT is "65536"; accepted: a whole number from 0 to 65535.'],
    ['PORT', '-1', 'PORT is "-1"; accepted: a whole number from 0 to 65535.'],
    ['PORT', '1e3', 'PORT is "1e3"; accepted: a whole number from 0 to 65535.'],
    ['DRAIN_SECONDS', '301', 'DRAIN_SECONDS is "301"; accepted: a whole number from 0 to 300.'],
    ['KEEP_ALIVE_SECONDS', '0', 'KEEP_ALIVE_SECONDS is "0"; accepted: a whole number from 1 to 7200.'],
    ['FAILURES_PER_MINUTE', '-1', 'FAILURES_PER_MINUTE is "-1"; accepted: a whole number from 0 to 1000000.'],
    ['MAX_CONNECTIONS', 'none', 'MAX_CONNECTIONS is "none"; accepted: a whole number from 10 to 1000000.'],
    ['HOST', 'a host', 'HOST is "a host"; accepted: an address or a host name.'],
    ['DATABASE_URL', 'mysql://db/keys', `DATABASE_URL is of the kind mysql; ${databases}`],
    ['DATABASE_URL', 'sqlite:', `DATABASE_URL is of the kind sqlite; ${databases}`],
    ['DATABASE_URL', 'postgres://db:99999/keys', `DATABASE_URL is of the kind postgres, ${encoded}; ${databases}`],
    ['DATABASE_URL', 'postgres://u:broken%@db/keys', `DATABASE_URL is of the kind postgres, ${encoded}; ${databases}`],
    [
      'DATABASE_URL',
      'postgres://db:1,other:99999/keys',
      `DATABASE_URL is of the kind postgres, ${encoded}; ${databases}`,
    ],
    ['DATABASE_URL', 'postgres://db,,other/keys', `DATABASE_URL is of the kind postgres, ${encoded}; ${databases}`],
    [
      'DATABASE_URL',
      'postgres://a,b/keys?target_session_attrs=any',
      'DATABASE_URL: its target_session_attrs is "any"; accepted: read-write, primary, which is meant without it too.',
    ],
    [
      'DATABASE_URL',
      'postgres:///keys?host=a,b',
      'DATABASE_URL: its parameter host lists several; accepted: before the path, as in postgres://user:pass@host1:5432,host2:5432/db.',
    ],
    [
      'DATABASE_URL',
      'postgres://a,b/keys?sslmode=full',
      'DATABASE_URL: its sslmode is "full"; accepted: disable, allow, prefer, require, verify-ca, verify-full.',
    ],
    ['DATABASE_CONNECTIONS', '1', 'DATABASE_CONNECTIONS is "1"; accepted: a whole number from 2 to 1000.'],
    ['DATABASE_URL', 'keys.sqlite', `DATABASE_URL is a text of 11 characters; ${databases}`],
    [
      'DATABASE_URL',
      'postgres://db/keys?sslmode=full',
      'DATABASE_URL: its sslmode is "full"; accepted: disable, allow, prefer, require, verify-ca, verify-full.',
    ],
    [
      'DATABASE_URL',
      'postgres://db/keys?sslmode=verify-ca',
      'DATABASE_URL: its sslmode is "verify-ca" without sslrootcert, the file of the certificate that vouches for the server; accepted: both, or verify-full.',
    ],
    [
      'DATABASE_URL',
      'postgres://db/keys?sslmode=require&sslrootcert=system',
      'DATABASE_URL: its sslrootcert is "system"; accepted with sslmode=verify-full alone.',
    ],
    [
      'DATABASE_URL',
      'postgres://db/keys?sslmode=require&sslcert=own.crt',
      'DATABASE_URL: it names one of sslcert and sslkey; accepted: both or neither.',
    ],
    [
      'DATABASE_URL',
      'postgres://db/keys?sslrootcert=/etc/ssl/root.pem',
      'DATABASE_URL: it names a certificate without sslmode, and would not be encrypted; accepted: with sslmode, best verify-full.',
    ],
    ['DATABASE_URL', 'postgres://db/keys?ssl=1', 'DATABASE_URL: its ssl is "1"; accepted: true, or better sslmode.'],
    [
      'DATABASE_URL',
      'postgres://db/keys?sslmode=disable&sslmode=verify-full',
      'DATABASE_URL: it says sslmode twice; accepted: once.',
    ],
    [
      'DATABASE_URL',
      'postgres://db/keys?sslnegotiation=direct',
      'DATABASE_URL: its sslnegotiation is "direct"; accepted with sslmode=require, verify-ca or verify-full.',
    ],
    [
      'DATABASE_URL',
      'postgres://db/keys?sslmode=require&sslnegotiation=no',
      'DATABASE_URL: its sslnegotiation is "no"; accepted: postgres, direct.',
    ],
    ['PUBLIC_URL', 'ftp://x', 'PUBLIC_URL is "ftp://x"; accepted: an http or https URL without user or query.'],
    [
      'PUBLIC_URL',
      'https://a:b@x',
      'PUBLIC_URL is a text of 13 characters; accepted: an http or https URL without user or query.',
    ],
    [
      'PUBLIC_URL',
      'https://x?y',
      'PUBLIC_URL is a text of 11 characters; accepted: an http or https URL without user or query.',
    ],
    ['TRUST_PROXY', 'on', `TRUST_PROXY is "on"; ${proxies}`],
    ['TRUST_PROXY', '10.0.0.0/33', `TRUST_PROXY is "10.0.0.0/33"; ${proxies}`],
    ['TRUST_PROXY', '10.0.0.0/0', `TRUST_PROXY is "10.0.0.0/0"; ${proxies}`],
    ['TRUST_PROXY', '::/0', `TRUST_PROXY is "::/0"; ${proxies}`],
    ['TRUST_PROXY', '10.0.0.0/8/9', `TRUST_PROXY is "10.0.0.0/8/9"; ${proxies}`],
    ['TRUST_PROXY', 'off,10.0.0.1', `TRUST_PROXY is "off"; ${proxies}`],
    ['TLS_CERT_FILE', 'cert.pem', 'TLS_KEY_FILE is not set, though TLS_CERT_FILE is; set both or neither.'],
    ['TLS_KEY_FILE', 'key.pem', 'TLS_CERT_FILE is not set, though TLS_KEY_FILE is; set both or neither.'],
    ['REQUIRE_TLS', 'true', 'REQUIRE_TLS is "true"; accepted: on, off.'],
    ['CORS_ORIGINS', '*', `CORS_ORIGINS is "*"; ${origins}`],
    ['CORS_ORIGINS', 'https://x/', `CORS_ORIGINS is "https://x/"; ${origins}`],
    ['INTROSPECTION', 'on', 'INTROSPECTION is "on"; accepted: public, authenticated, off.'],
    ['FEDERATION_AUTH_DIRECTIVES', '1', 'FEDERATION_AUTH_DIRECTIVES is "1"; accepted: on, off.'],
    ['SMTP_URL', 'smtp://mail.example.com', 'MAIL_FROM is not set, though SMTP_URL is; set both or neither.'],
    ['MAIL_FROM', 'keys@example.com', 'SMTP_URL is not set, though MAIL_FROM is; set both or neither.'],
    ['LOG_LEVEL', 'loud', `LOG_LEVEL is "loud"; ${levels}`],
  ])('are told with what was found and what is accepted: %s=%s', (name, value, fault) => {
    expect(faultsOf({ [name]: value })).toEqual([`Bad setting: ${fault}`]);
  });

  it.each(['http://mail.example.com', 'mail.example.com', 'smtp://', 'smtp://mail/path', 'smtp://mail?pool=true'])(
    'tell of a way to send letters how long it is, since it may hold a password: %s',
    (SMTP_URL) => {
      expect(faultsOf({ SMTP_URL, MAIL_FROM: 'keys@example.com' })).toEqual([
        `Bad setting: SMTP_URL is a text of ${SMTP_URL.length} characters; accepted: smtp://user:pass@host:port, or smtps://…; percent-encode what its user and password hold of @ : / ? # % and spaces.`,
      ]);
    },
  );

  it.each(['keys', 'keys@', '@example.com', 'a@b@c', 'Latchkey', 'Latchkey <keys>', 'A\nBcc b@c <keys@example.com>'])(
    'are told of a sender that is no address: %j',
    (MAIL_FROM) => {
      expect(faultsOf({ SMTP_URL: 'smtp://localhost', MAIL_FROM })).toEqual([
        `Bad setting: MAIL_FROM is ${JSON.stringify(MAIL_FROM)}; ${senders}`,
      ]);
    },
  );

  it.each([
    ['LATCHKEY_SECRET', 'LATCHKEY_SECRET holds a secret of 5 bytes; accepted: at least 32 bytes.'],
    ['GATEWAY_SECRET', 'GATEWAY_SECRET holds a secret of 5 bytes; accepted: at least 32 bytes.'],
    ['LATCHKEY_PREVIOUS_SECRETS', 'LATCHKEY_PREVIOUS_SECRETS holds a secret of 5 bytes; accepted: at least 32 bytes.'],
  ])('of which %s is one tell how long a secret is, and never what', (name, fault) => {
    expect(faultsOf({ [name]: 'tiny!' })).toEqual([`Bad setting: ${fault}`]);
  });

  it('count the bytes of a secret, not its letters', () => {
    expect(faultsOf({ LATCHKEY_SECRET: 'ü'.repeat(16) })).toEqual([]);
    expect(faultsOf({ LATCHKEY_SECRET: 'ü'.repeat(15) })).toEqual([
      'Bad setting: LATCHKEY_SECRET holds a secret of 30 bytes; accepted: at least 32 bytes.',
    ]);
  });

  it('name neither password nor user of a database', () => {
    const told = [
      'mysql://latchkey:hunter2@db/keys',
      'postgres://latchkey:hunter2@db:99999/keys',
      '//latchkey:hunter2@db',
    ];
    expect(told.flatMap((DATABASE_URL) => faultsOf({ DATABASE_URL })).join()).not.toMatch(/latchkey|hunter2/);
  });

  it('include a missing master secret in production', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([
      'Bad setting: LATCHKEY_SECRET is not set; production needs a secret of at least 32 bytes.',
    ]);
  });

  it('are all told at once', () => {
    expect(
      faultsOf({
        NODE_ENV: 'production',
        PORT: 'http',
        HOST: '?',
        DATABASE_URL: 'mysql://db/keys',
        LATCHKEY_PREVIOUS_SECRETS: 'one,two!',
        PUBLIC_URL: 'keys',
        TRUST_PROXY: 'proxy,10.0.0.1/x',
        TLS_CERT_FILE: 'cert.pem',
        REQUIRE_TLS: 'yes',
        CORS_ORIGINS: 'app',
        INTROSPECTION: 'no',
        GATEWAY_SECRET: 'three',
        FEDERATION_AUTH_DIRECTIVES: 'no',
        SMTP_URL: 'mail',
        MAIL_FROM: 'keys',
        LOG_LEVEL: 'all',
      }),
    ).toEqual([
      'Bad setting: PORT is "http"; accepted: a whole number from 0 to 65535.',
      'Bad setting: HOST is "?"; accepted: an address or a host name.',
      `Bad setting: DATABASE_URL is of the kind mysql; ${databases}`,
      'Bad setting: LATCHKEY_PREVIOUS_SECRETS holds a secret of 3 bytes; accepted: at least 32 bytes.',
      'Bad setting: LATCHKEY_PREVIOUS_SECRETS holds a secret of 4 bytes; accepted: at least 32 bytes.',
      'Bad setting: PUBLIC_URL is "keys"; accepted: an http or https URL without user or query.',
      `Bad setting: TRUST_PROXY is "proxy"; ${proxies}`,
      `Bad setting: TRUST_PROXY is "10.0.0.1/x"; ${proxies}`,
      'Bad setting: TLS_KEY_FILE is not set, though TLS_CERT_FILE is; set both or neither.',
      'Bad setting: REQUIRE_TLS is "yes"; accepted: on, off.',
      `Bad setting: CORS_ORIGINS is "app"; ${origins}`,
      'Bad setting: INTROSPECTION is "no"; accepted: public, authenticated, off.',
      'Bad setting: GATEWAY_SECRET holds a secret of 5 bytes; accepted: at least 32 bytes.',
      'Bad setting: FEDERATION_AUTH_DIRECTIVES is "no"; accepted: on, off.',
      'Bad setting: SMTP_URL is a text of 4 characters; accepted: smtp://user:pass@host:port, or smtps://…; percent-encode what its user and password hold of @ : / ? # % and spaces.',
      `Bad setting: MAIL_FROM is "keys"; ${senders}`,
      `Bad setting: LOG_LEVEL is "all"; ${levels}`,
      'Bad setting: LATCHKEY_SECRET is not set; production needs a secret of at least 32 bytes.',
    ]);
  });
});
