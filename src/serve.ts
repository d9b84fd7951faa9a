import { type App, type CompleteConfig, createApp } from './app';
import { systemClock } from './clock';
import type { Database } from './database/Database';
import { StartError } from './errors';
import { type InitResult, initOrganization } from './init';
import { createLog, type Log } from './log';
import { openMigrated } from './start';

/** Units: milliseconds that running requests are given to finish after a signal to stop. */
const GRACE_MS = 10_000;
/** The first Node.js line that is still kept up. */
const OLDEST_KEPT_NODE = 22;

/** Serves until a signal says stop. */
export async function serve(config: CompleteConfig): Promise<void> {
  const log = createLog(config.logLevel);
  warnOfOldNode(config, log);
  const { database, migrationCount } = await openMigrated(config);
  if (migrationCount > 0) log.info({ migrationCount }, 'the database was migrated');
  let app: App | null = null;
  try {
    app = await createApp(config, database, systemClock, log);
    const url = await listen(app, config);
    stopOnSignal(app, database, log);
    log.info({ url: config.publicUrl ?? url, listening: url, engine: database.engine }, 'listening');
    const made = config.isProduction ? null : await firstRun(app, database, config);
    if (made) process.stdout.write(welcome(made, url));
  } catch (error) {
    await app?.close();
    await database.close();
    throw error;
  }
}

async function listen(app: App, { host, port }: CompleteConfig): Promise<string> {
  try {
    return await app.listen();
  } catch (error) {
    throw new StartError(`The server cannot listen on ${host}:${port}: ${(error as Error).message}.`);
  }
}

async function firstRun(app: App, database: Database, config: CompleteConfig): Promise<InitResult | null> {
  const [known] = await database.sql('SELECT "id" FROM "organization" LIMIT 1', []);
  if (known) return null;
  return initOrganization(database, app.services, systemClock, config.catalogue, {
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
