import { describeOnEachEngine } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { runInProcess } from '../support/runInProcess';
import { sealAll } from '../support/sealAll';
import { verifiedEvent, WebhookReceiver } from '../support/WebhookReceiver';
import { sendAll } from '../support/webhooks';
import { World } from '../support/world';

const ID = expect.stringMatching(/^[0-9a-f]{32}$/);
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describeOnEachEngine('latchkey webhooks', (engine) => {
  let world: World;
  let receiver: WebhookReceiver;
  const run = (...args: string[]) => {
    const environment = { ...environmentOf(world.config.database), WEBHOOK_PRIVATE_TARGETS: 'on' };
    return runInProcess(['webhooks', ...args], { environment });
  };
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);

  beforeAll(async () => {
    world = await World.create(engine, { WEBHOOK_PRIVATE_TARGETS: 'on' });
    world.now = Date.now(); // The command line has the real clock.
    await world.organization();
    receiver = await WebhookReceiver.listen();
    await sealAll(world);
  });

  it('leads from a webhook to its deliveries', async () => {
    expect(await run('list')).toEqual({ code: 0, stdout: 'There are no webhooks.\n', stderr: '' });
    const made = await json(
      'create',
      receiver.url,
      '--type',
      'webhook.created',
      'api_key.created',
      '--description',
      'SIEM',
    );
    const facts = {
      ...{ id: ID, url: receiver.url, types: ['api_key.created', 'webhook.created'], description: 'SIEM' },
      ...{ state: 'ACTIVE', failingSince: null, createdAt: INSTANT },
    };
    expect(made).toEqual({ ...facts, secret: expect.stringMatching(/^whsec_/) });
    const { id } = made;
    expect(await json('list')).toEqual([facts]);
    expect((await run('list')).stdout).toMatch(
      /^ID +STATE +EVENTS +URL\n[0-9a-f]{32} +ACTIVE +api_key.created, webhook.created +http:/,
    );

    expect((await run('test', id)).stdout).toBe(
      `The server sends it a test. \`latchkey webhooks deliveries ${id}\` shows what came of it.\n`,
    );
    await sendAll(world);
    expect(receiver.types).toEqual(['webhook.created', 'webhook.tested']);
    expect(verifiedEvent(made.secret, receiver.received[0])).not.toBeNull();
    const deliveries = await json('deliveries', id, '--outcome', 'delivered');
    expect(deliveries).toHaveLength(2);
    expect(deliveries[0]).toMatchObject({ id: ID, at: INSTANT, attempt: 1, outcome: 'DELIVERED', status: 204 });
    expect((await run('deliveries', id)).stdout).toMatch(/^ID +SENT +NUMBER +EVENT +TRY +OUTCOME +ANSWER +NEXT TRY\n/);
    expect((await run('deliveries', id, '--outcome', 'failed')).stdout).toBe('Nothing was sent.\n');

    expect(await json('redeliver', id, '--since', '1d', '--dry-run')).toEqual({ id, eventCount: 2 });
    expect((await run('redeliver', id, '--delivery', deliveries[0].id)).stdout).toBe('Sent again by the server: 1.\n');
    world.now = Date.now();
    await sendAll(world);
    expect(receiver.received).toHaveLength(3);

    const rotated = await json('rotate', id);
    expect(rotated).toEqual({ id, secret: expect.stringMatching(/^whsec_/), earlierSecretUntil: INSTANT });
    expect(await json('update', id, '--all-types', '--description', '')).toMatchObject({
      types: null,
      description: '',
    });
    expect((await run('update', id, '--disable')).stdout).toBe(`Changed ${id}. It is DISABLED.\n`);
    expect((await run('update', id, '--enable')).stdout).toBe(`Changed ${id}. It is ACTIVE.\n`);
    expect((await run('delete', id)).stdout).toBe(`Deleted ${id}.\n`);
    expect(await run('delete', id)).toEqual({ code: 1, stdout: '', stderr: 'There is no such webhook.\n' });
  });

  it.each<[string[], number, string]>([
    [['create', 'receiver.example'], 1, '--url: This is not the address of a page: it begins with https://.'],
    [['create', 'https://receiver.example', '--type', 'nothing'], 1, '--type: There are no such events: nothing.'],
    [['update', 'x'], 2, 'Say what to change; --help lists the options.'],
    [['update', 'x', '--enable', '--disable'], 2, '--enable and --disable: give one of them.'],
    [['update', 'x', '--all-types', '--type', 'api_key.created'], 2, '--type and --all-types: give one of them.'],
    [['deliveries', 'x'], 1, 'There is no such webhook.'],
    [['redeliver', 'x'], 2, 'Give --delivery, or --since and maybe --until.'],
    [['redeliver', 'x', '--since', '1d'], 1, 'There is no such webhook.'],
  ])('%j says what is wrong', async (args, code, stderr) => {
    expect(await run(...args)).toEqual({ code, stdout: '', stderr: `${stderr}\n` });
  });
});
