import { type App, type CompleteConfig, createApp } from './app';
import { systemClock } from './clock';
import type { Database } from './database/Database';
import { StartError } from './errors';
import { type InitResult, initFirstOrganization } from './init';
import { createLog, type Log } from './log';
import { openMigrated } from './start';

/** Units: milliseconds that running requests are given to finish after a signal to stop. */
const GRACE_MS = 10_000;
/** Units: milliseconds after which the process ends, whatever still runs. */
const STOP_LIMIT_MS = 11_500;
/** The first Node.js line that is still kept up. */
const OLDEST_KEPT_NODE = 22;

/** Serves until a signal says stop. */
export async function serve(config: CompleteConfig): Promise<void> {
  const log = createLog(config.logLevel);
  warnOfOldNode(config, log);
  warnOfNoTls(config, log);
  endOnUnknownFailure(log);
  const { database, migrationCount } = await openMigrated(config);
  if (migrationCount > 0) log.info({ migrationCount }, 'the database was migrated');
  let app: App | null = null;
  try {
    app = await createApp(config, database, systemClock, log);
    // Before it listens, so that whoever finds it ready finds the key printed, too.
    const made = config.isProduction ? null : await firstRun(app, database, config);
    const url = await listen(app, config, made);
    stopOnSignal(app, database, log);
    log.info({ url, publicUrl: config.publicUrl ?? url, engine: database.engine }, 'listening');
    if (made) process.stdout.write(welcome(made, url));
  } catch (error) {
    await app?.close();
    await database.close();
    throw error;
  }
}

async function listen(app: App, { host, port }: CompleteConfig, made: InitResult | null): Promise<string> {
  try {
    return await app.listen();
  } catch (error) {
    // What was made is shown this once, come what may.
    if (made) process.stdout.write(welcome(made, `http://${host}:${port}`));
    throw new StartError(`The server cannot listen on ${host}:${port}: ${(error as Error).message}.`);
  }
}

async function firstRun(app: App, database: Database, config: CompleteConfig): Promise<InitResult | null> {
  const parts = { storage: database, services: app.services, clock: systemClock, catalogue: config.catalogue };
  return initFirstOrganization(parts, {
    organization: 'First organization',
    email: 'admin@example.com',
    name: 'First admin',
    password: null,
  });
}

function welcome({ organization, user, apiKey }: InitResult, url: string): string {
  return `
The database was empty. These were made, and are shown this once:

  organization  ${organization.name}
  login         ${user.email}
  password      ${user.password}
  API key       ${apiKey.value}
                (all scopes, until ${apiKey.expiresAt})

Try it:

  export KEY='${apiKey.value}'
  curl -u "$KEY" ${url}/graphql -H 'content-type: application/json' \\
    -d '{"query":"{ viewer { name organization { name } } }"}'

`;
}

function stopOnSignal(app: App, database: Database, log: Log): void {
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) {
      log.warn({ signal }, 'stopping at once');
      process.exit(1);
    }
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.fatal('stopping took too long');
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    const deadline = setTimeout(() => app.server.server.closeAllConnections(), GRACE_MS);
    await app.close();
    clearTimeout(deadline);
    await database.close();
    log.info('stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.fatal({ err: error }, 'stopping failed');
        process.exit(1);
      });
    });
  }
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

/** What nothing caught leaves the program in a state that nobody knows: whoever supervises it starts it anew. */
function endOnUnknownFailure(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      process.exit(1);
    });
  }
}
