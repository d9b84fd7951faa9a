import type { Engine } from '../../src/database/options';
import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { ENGINES } from '../support/engineLabels';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { headerOf, MailServer } from '../support/MailServer';
import { type ServedProgram, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { waitUntil } from '../support/waitUntil';
import { basic } from '../support/world';

const INIT = ['init', '--organization', 'Acme', '--email', 'a@acme.example', '--json'];

/** Units: milliseconds that the longest test takes: a lease of 30 s ends, on a machine that is busy. */
const A_LEASE_MS = 120_000;

/** An organization on a database of its own, whose servers hand their mails to a mail server of their own. */
class Office {
  private constructor(
    readonly mail: MailServer,
    private readonly location: DatabaseLocation,
    readonly environment: Record<string, string>,
    private readonly key: string,
  ) {}

  static async open(engine: Engine): Promise<Office> {
    const mail = new MailServer();
    await mail.listen();
    const location = await freshLocation(engine);
    const environment = { ...environmentOf(location), ...mail.environment() };
    const key = JSON.parse((await runInProcess(INIT, { environment })).stdout).apiKey.value;
    return new Office(mail, location, environment, key);
  }

  async ask(url: string, query: string) {
    const headers = { 'content-type': 'application/json', authorization: basic(this.key) };
    const { text } = await request(url, { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query }) });
    return JSON.parse(text).data;
  }

  async invite(url: string, email: string): Promise<void> {
    const query = `mutation { inviteMember(input: { email: "${email}", role: USER }) { link userErrors { code } } }`;
    expect(await this.ask(url, query)).toEqual({ inviteMember: { link: null, userErrors: [] } });
  }

  async parcels(): Promise<{ state: string; tries: number }[]> {
    return JSON.parse((await runInProcess(['outbox', 'list', '--json'], { environment: this.environment })).stdout);
  }

  /** Whom so many letters were for, in order, once nothing waits any more. */
  async recipients(count: number): Promise<string[]> {
    await this.mail.received(count);
    await waitUntil('the outbox is empty', async () => (await this.parcels()).length === 0);
    return this.mail.letters.flatMap(({ to }) => to).sort();
  }

  async leaseHolders(): Promise<readonly unknown[]> {
    const database = await openDatabase(this.location);
    const holders = await database.sql('SELECT DISTINCT "holder" FROM "job_lease"', []);
    await database.close();
    return holders;
  }
}

async function stop({ child, ended }: ServedProgram): Promise<void> {
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
}

/** Kills the server that holds the lease while it sends a letter, and lets another one go on. */
async function killWhileSending(engine: Engine): Promise<string[]> {
  const office = await Office.open(engine);
  const { mail, environment } = office;
  const holder = await serveProgram({ environment });
  await office.invite(holder.url, 'first@example.com');
  await mail.received(1);
  const other = await serveProgram({ environment });
  mail.meanwhile = () => new Promise(() => undefined); // The mail server hangs.
  await office.invite(holder.url, 'grace@example.com');
  await waitUntil('the letter is on its way', () => mail.begun.length === 2);
  expect(await office.parcels()).toMatchObject([{ state: 'SENDING', tries: 0 }]);
  holder.child.kill('SIGKILL');
  await holder.ended;
  mail.meanwhile = async () => undefined;
  await office.invite(other.url, 'heidi@example.com');
  const recipients = await office.recipients(3);
  await stop(other);
  await mail.close();
  return recipients;
}

describe('processes that share an outbox', () => {
  it(
    'go on where the one that holds the lease is killed while it sends, after the lease at most, on both engines',
    async () => {
      const ofEachEngine = await Promise.all(ENGINES.map(([, engine]) => killWhileSending(engine))); // One wait for both.
      const everybody = ['first@example.com', 'grace@example.com', 'heidi@example.com'];
      expect(ofEachEngine).toEqual([everybody, everybody]);
    },
    A_LEASE_MS,
  );
});

describeOnEachEngine('workers that share an outbox', (engine) => {
  it('have the primary send what they put in, each letter once', async () => {
    const office = await Office.open(engine);
    const program = await serveProgram({ environment: office.environment }, ['--workers', '2']);
    const emails = Array.from({ length: 8 }, (_none, index) => `person${index}@example.com`);
    await Promise.all(emails.map((email) => office.invite(program.url, email)));
    expect(await office.recipients(8)).toEqual(emails);
    expect(new Set(office.mail.letters.map((letter) => headerOf(letter, 'Message-ID'))).size).toBe(8);
    const holders = await office.leaseHolders();
    expect(holders).toHaveLength(1);
    const [, pid] = /"pid":(\d+),"msg":"a worker listens"/.exec(program.output()) ?? [];
    process.kill(Number(pid), 'SIGKILL');
    await program.printed(/("msg":"a worker was replaced")/);
    await office.invite(program.url, 'late@example.com');
    await office.mail.received(9);
    expect(await office.leaseHolders()).toEqual(holders); // No worker had a lease that another had to take over.
    await waitUntil('a worker has written down that the key was used', async () => {
      const { apiKeys } = await office.ask(program.url, '{ apiKeys { edges { node { lastUsedAt } } } }');
      return apiKeys.edges[0].node.lastUsedAt !== null;
    });
    await stop(program);
    await office.mail.close();
  });
});
