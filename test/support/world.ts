import type { IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import type { Caller } from '../../src/access/Caller';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import { loadConfig } from '../../src/config';
import type { Database } from '../../src/database/Database';
import type { Engine } from '../../src/database/options';
import { newId } from '../../src/id';
import { formatKeyValue } from '../../src/keys/keyValue';
import { createLog } from '../../src/log';
import { Organization } from '../../src/organizations/Organization';
import { type App, type CompleteConfig, createApp } from '../../src/running/app';
import { operatorOf } from '../../src/running/init';
import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { freshLocation, testFolder } from './engines';
import { endAfter } from './leftOpen';
import { type RequestWishes, type Response, request } from './request';

/** The instant at which every test begins. */
export const NOW = Date.parse('2026-11-23T12:00:00.000Z');

/** The master secret of every test. */
export const SECRET = 'a secret for tests that is long enough';

/** The work factor of most tests: the least that bcrypt can do. */
export const CHEAP_COST = 4;

/** A server whose passwords cost what they do in production, for tests that measure them. */
export const PRODUCTION_COST = { passwordCost: undefined };

/** A key as a test holds it. */
export interface TestKey {
  readonly id: string;
  readonly value: string;
  readonly user: string;
  readonly pass: string;
}

/** An organization as a test holds it, with a key that may do everything. */
export interface TestOrganization {
  readonly id: string;
  readonly key: TestKey;
}

/** What a key should be, where it matters to the test; otherwise: all scopes, 90 days. */
export interface KeyWishes {
  readonly name?: string;
  readonly processId?: string;
  readonly scopes?: string[];
  readonly expiresAt?: number;
}

/** An answer of `/graphql`. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what tests assert.
  readonly body: any;
}

/** A folder beside the database, or, where that is no file, of its name. */
function usageFolder(location: DatabaseLocation): string {
  if (location.engine === 'sqlite') return '';
  return path.join(testFolder(), `${path.basename(new URL(location.url).pathname)}-usage`);
}

/** A server on a database of its own, with a clock that stands still. */
export class World {
  now = NOW;
  readonly logLines: string[] = [];

  private constructor(
    readonly database: Database,
    readonly config: CompleteConfig,
  ) {}

  app!: App;
  url!: string;
  private readonly others: World[] = [];
  private closed = (): void => undefined;

  /** Starts a server. Shape: `environment` as in the process's own environment. */
  static async create(
    engine: Engine,
    environment: Record<string, string> = {},
    changes: Partial<CompleteConfig> = {},
  ): Promise<World> {
    return World.on(await freshLocation(engine), environment, changes);
  }

  /** Starts a server on a database that is there, and migrated. */
  static async on(
    location: DatabaseLocation,
    environment: Record<string, string> = {},
    changes: Partial<CompleteConfig> = {},
  ): Promise<World> {
    const { secret, ...config } = loadConfig({
      PORT: '0',
      LATCHKEY_SECRET: SECRET,
      LOG_LEVEL: 'debug',
      USAGE_JOURNAL_DIR: usageFolder(location),
      FAILURES_PER_MINUTE: '0', // The clock stands still: no minute would end.
      ...environment,
    });
    const database = await openDatabase(location);
    const complete = { ...config, secret: secret ?? SECRET, database: location, catalogue: SHIPPED_SCOPES };
    const world = new World(database, { ...complete, passwordCost: CHEAP_COST, hasOwnTime: true, ...changes });
    await world.start();
    world.closed = endAfter('file', () => world.close());
    return world;
  }

  /** Starts a second server, with connections of its own, on the same database; it goes when this one goes. */
  async secondServer(changes: Partial<CompleteConfig> = {}): Promise<World> {
    const config = { ...this.config, ...changes };
    const second = new World(await openDatabase(config.database), config);
    second.now = this.now;
    await second.start();
    this.others.push(second);
    return second;
  }

  private async start(): Promise<void> {
    const log = createLog(this.config.logLevel, { write: (line) => void this.logLines.push(line) });
    this.app = await createApp(this.config, this.database, () => this.now, log);
    this.url = await this.app.listen();
  }

  /** Makes an organization with a key that may do everything. */
  async organization(name = 'Acme'): Promise<TestOrganization> {
    const id = newId(this.now);
    const row: Organization = { id, name, createdAt: this.now, disabledAt: null };
    await this.database.write(async ({ manager }) => void (await manager.insert(Organization, row)));
    return { id, key: await this.key({ id }) };
  }

  /** Makes a process. */
  async process(organization: { id: string }, name = 'Invoices'): Promise<{ id: string; name: string }> {
    const { result } = await this.app.services.processes.createProcess(this.operator(organization), { name });
    if (!result) throw new Error('the process was refused');
    return result;
  }

  /** Makes a key. */
  async key(organization: { id: string }, wishes: KeyWishes = {}): Promise<TestKey> {
    const { name = 'Key', processId, scopes, expiresAt = this.now + 90 * DAY_MS } = wishes;
    const input = { name, processId, expiresAt, ...(scopes ? { scopes } : { allScopes: true }) };
    const { result, userErrors } = await this.app.services.apiKeys.createApiKey(this.operator(organization), input);
    if (!result?.value) throw new Error(`the key was refused: ${JSON.stringify(userErrors)}`);
    return { id: result.apiKey.id, value: formatKeyValue(result.value), ...result.value };
  }

  /** The operator of an organization: a caller that may do everything. */
  operator(organization: { id: string }): Caller {
    return operatorOf(organization.id, SHIPPED_SCOPES, this.now);
  }

  /** Speaks GraphQL as a key, as a value, or as nobody. */
  as(caller: TestKey | string | null) {
    const value = typeof caller === 'string' ? caller : caller?.value;
    return {
      run: (query: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
        this.graphql({ query, variables }, value === undefined ? {} : { authorization: basic(value) }),
    };
  }

  /** Posts a body to `/graphql`. */
  async graphql(body: object, headers: Record<string, string> = {}): Promise<Answer> {
    const json = { 'content-type': 'application/json', ...headers };
    const answer = await this.request({ method: 'POST', path: '/graphql', headers: json, body: JSON.stringify(body) });
    return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) };
  }

  /** Makes any request. */
  request(wishes: RequestWishes): Promise<Response> {
    return request(this.url, wishes);
  }

  /** Reads rows, or changes them behind the server's back. */
  rows<Row>(sql: string, values: readonly (string | number | null)[] = []): Promise<readonly Row[]> {
    return this.database.write(({ sql: run }) => run<Row>(sql, values));
  }

  /** Stops the server and closes its database. */
  async close(): Promise<void> {
    this.closed();
    for (const other of this.others) await other.close();
    await this.app.close();
    await this.database.close();
  }
}

/** HTTP Basic of a key's value. */
export function basic(value: string): string {
  return `Basic ${Buffer.from(value).toString('base64')}`;
}

/**
 * One server for all tests of a `describe`: each makes the organizations that it needs, which see nothing of each other,
 * so that order does not matter. The clock is set back before each test.
 */
export function sharedWorld(
  engine: Engine,
  environment: Record<string, string> = {},
  changes: Partial<CompleteConfig> = {},
): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await World.create(engine, environment, changes);
  });
  beforeEach(() => {
    if (world) world.now = NOW;
  });
  return () => {
    if (!world) throw new Error('the server has not started');
    return world;
  };
}
