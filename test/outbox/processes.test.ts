import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { headerOf, type Letter, MailServer } from '../support/MailServer';
import { type ServedProgram, serveProgram } from '../support/program';
import { request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { waitUntil } from '../support/waitUntil';
import { basic } from '../support/world';

const INIT = ['init', '--organization', 'Acme', '--email', 'a@acme.example', '--json'];

describeOnEachEngine('processes that share an outbox', (engine) => {
  const mail = new MailServer();
  let location: DatabaseLocation;
  let environment: Record<string, string>;
  let key: string;

  beforeAll(() => mail.listen());
  afterAll(() => mail.close());
  beforeEach(async () => {
    mail.reset();
    location = await freshLocation(engine);
    environment = { ...environmentOf(location), ...mail.environment() };
    key = JSON.parse((await runInProcess(INIT, { environment })).stdout).apiKey.value;
  });

  async function ask(url: string, query: string) {
    const headers = { 'content-type': 'application/json', authorization: basic(key) };
    const { text } = await request(url, { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query }) });
    return JSON.parse(text).data;
  }

  async function invite(url: string, email: string): Promise<void> {
    const query = `mutation { inviteMember(input: { email: "${email}", role: USER }) { link userErrors { code } } }`;
    expect(await ask(url, query)).toEqual({ inviteMember: { link: null, userErrors: [] } });
  }

  async function parcels(): Promise<{ state: string; tries: number }[]> {
    return JSON.parse((await runInProcess(['outbox', 'list', '--json'], { environment })).stdout);
  }

  async function leaseHolders(): Promise<readonly unknown[]> {
    const database = await openDatabase(location);
    const holders = await database.sql('SELECT DISTINCT "holder" FROM "job_lease"', []);
    await database.close();
    return holders;
  }

  async function stop({ child, ended }: ServedProgram): Promise<void> {
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  }

  it('go on where the one that holds the lease is killed while it sends, after the lease at most', async () => {
    const holder = await serveProgram({ environment });
    await invite(holder.url, 'first@example.com');
    await mail.received(1);
    const other = await serveProgram({ environment });
    mail.meanwhile = () => new Promise(() => undefined); // The mail server hangs.
    await invite(holder.url, 'grace@example.com');
    await waitUntil('the letter is on its way', () => mail.begun.length === 2);
    expect(await parcels()).toMatchObject([{ state: 'SENDING', tries: 0 }]);
    holder.child.kill('SIGKILL');
    await holder.ended;
    mail.meanwhile = async () => undefined;
    await invite(other.url, 'heidi@example.com');
    await mail.received(3);
    await waitUntil('the outbox is empty', async () => (await parcels()).length === 0);
    const received = mail.letters.flatMap(({ to }) => to);
    expect(received.sort()).toEqual(['first@example.com', 'grace@example.com', 'heidi@example.com']);
    await stop(other);
  }, 120_000);

  it('have the primary send what workers put in, each letter once', async () => {
    const program = await serveProgram({ environment }, ['--workers', '2']);
    const emails = Array.from({ length: 8 }, (_none, index) => `person${index}@example.com`);
    await Promise.all(emails.map((email) => invite(program.url, email)));
    await mail.received(8);
    await waitUntil('the outbox is empty', async () => (await parcels()).length === 0);
    expect(mail.letters.flatMap(({ to }) => to).sort()).toEqual(emails);
    expect(new Set(mail.letters.map((letter: Letter) => headerOf(letter, 'Message-ID'))).size).toBe(8);
    const holders = await leaseHolders();
    expect(holders).toHaveLength(1);
    for (const [, pid] of program.output().matchAll(/"pid":(\d+),"msg":"a worker listens"/g)) {
      const replaced = (): number => program.output().split('"msg":"a worker was replaced"').length - 1;
      const before = replaced();
      process.kill(Number(pid), 'SIGKILL');
      await waitUntil('the worker was replaced', () => replaced() > before);
    }
    await invite(program.url, 'late@example.com');
    await mail.received(9);
    expect(await leaseHolders()).toEqual(holders); // No worker had a lease that another had to take over.
    await waitUntil('a worker has written down that the key was used', async () => {
      const { apiKeys } = await ask(program.url, '{ apiKeys { edges { node { lastUsedAt } } } }');
      return apiKeys.edges[0].node.lastUsedAt !== null;
    });
    await stop(program);
  });
});
