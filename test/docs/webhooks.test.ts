import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../support/freePort';
import { endAfter } from '../support/leftOpen';
import { cut } from '../support/pageBlocks';
import { newFolder } from '../support/program';
import { request } from '../support/request';
import { isInstalled } from '../support/Shell';
import { sealAll } from '../support/sealAll';
import { waitUntil } from '../support/waitUntil';
import { redeliverWebhook, sendAll, testWebhook, webhooksWithDeliveries } from '../support/webhooks';
import { type Answer, sharedWorld } from '../support/world';

const BLOCKS = {
  create: cut('docs/webhooks.md', 'create'),
  'create-input': cut('docs/webhooks.md', 'create-input'),
  'receiver.mjs': cut('docs/webhooks.md', 'receiver.mjs'),
  'receiver.py': cut('docs/webhooks.md', 'receiver.py'),
  redeliver: cut('docs/webhooks.md', 'redeliver'),
} as const;
const TYPES = ['api_key.created', 'process.created'];
/** As if the next event had been given up. */
const GIVE_UP = 'UPDATE "webhook" SET "logSequence" = "logSequence" + 1, "sequence" = "sequence" + 1';

type Program = 'receiver.mjs' | 'receiver.py';

/** A receiver of the page, which is killed and started again. */
class PageReceiver {
  private children: ChildProcess[] = [];

  private constructor(
    private readonly command: readonly [string, string],
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async of(command: string, program: Program): Promise<PageReceiver> {
    const folder = await newFolder();
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, program), BLOCKS[program]);
    const receiver = new PageReceiver([command, program], folder, await freePort());
    endAfter('file', () => receiver.kill());
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** What it handled. */
  get ledger(): { id: string; type: string; sequence?: number }[] {
    const file = path.join(this.folder, 'ledger.ndjson');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  async start(environment: Record<string, string>): Promise<void> {
    const [command, program] = this.command;
    const env = { PATH: process.env.PATH, PORT: String(this.port), ...environment };
    this.children.push(spawn(command, [program], { cwd: this.folder, env, stdio: 'ignore' }));
    await waitUntil('the receiver listens', () => this.status().then((status) => status === 401));
  }

  async kill(): Promise<void> {
    for (const child of this.children.splice(0)) {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }
  }

  /** What it answers to somebody who has no secret. */
  private async status(): Promise<number> {
    const headers = { 'webhook-id': 'x', 'webhook-timestamp': '0', 'webhook-signature': 'v1,AAAA' };
    try {
      return (await request(this.url, { method: 'POST', path: '/', headers, body: '{}' })).status;
    } catch {
      return 0; // It does not listen yet.
    }
  }
}

describe('docs/webhooks.md', () => {
  const world = sharedWorld('sqlite', { WEBHOOK_PRIVATE_TARGETS: 'on' });
  beforeEach(() => {
    world().now = Date.now(); // Receivers go by the real clock.
  });

  it.each<[string, string, Program]>([
    ['Node.js', process.execPath, 'receiver.mjs'],
    ['Python', 'python3', 'receiver.py'],
  ])(
    'has a receiver in %s that verifies, handles each event once, and reads what it missed',
    async (_, command, program) => {
      if (!isInstalled(command === 'python3' ? command : 'node')) return;
      const acme = await world().organization();
      const asker = world().as(acme.key);
      const receiver = await PageReceiver.of(command, program);
      await sealAll(world());
      const input = { ...JSON.parse(BLOCKS['create-input']).input, url: receiver.url, types: TYPES };
      const { body }: Answer = await asker.run(BLOCKS.create, { input });
      const { webhook, secret } = body.data.createWebhook;
      const environment = {
        WEBHOOK_SECRET: secret,
        LATCHKEY_URL: world().url,
        LATCHKEY_KEY: acme.key.value,
        TYPES: TYPES.join(),
      };
      await receiver.start(environment);
      const happen = async (): Promise<void> => {
        world().now += 1;
        await world().key(acme);
      };
      const numbers = () => receiver.ledger.map(({ sequence }) => sequence);

      await happen();
      await happen();
      await sendAll(world());
      expect(numbers()).toEqual([1, 2]);

      const [{ deliveries }] = await webhooksWithDeliveries(asker);
      world().now += 1; // Deliveries of one instant have no order.
      const redelivered = await redeliverWebhook(asker, { id: webhook.id, deliveryId: deliveries[0].id });
      expect(redelivered).toMatchObject({ eventCount: 1, userErrors: [] });
      await sendAll(world());
      expect((await webhooksWithDeliveries(asker))[0].deliveries[0]).toMatchObject({ status: 204, attempt: 2 });
      expect(numbers()).toEqual([1, 2]);

      await receiver.kill();
      await happen();
      await sealAll(world());
      await world().rows(GIVE_UP);
      await happen();
      await receiver.start(environment);
      await sendAll(world());
      expect(numbers()).toEqual([1, 2, undefined, 4]);
      expect(receiver.ledger.map(({ type }) => type)).toEqual(Array(4).fill('latchkey.api_key.created'));
      expect(new Set(receiver.ledger.map(({ id }) => id)).size).toBe(4);

      await testWebhook(asker, webhook.id);
      await sendAll(world());
      expect(receiver.ledger.at(-1)).toMatchObject({ type: 'latchkey.webhook.tested', sequence: 5 });
    },
  );

  it('has a way to send the events of a time again', async () => {
    const acme = await world().organization();
    const variables = { id: acme.id, since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' };
    const { body } = await world().as(acme.key).run(BLOCKS.redeliver, variables);
    expect(body.data.redeliverWebhook).toMatchObject({ eventCount: null, userErrors: [{ code: 'NOT_FOUND' }] });
  });
});
