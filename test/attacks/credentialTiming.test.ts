import { deleteApiKey } from '../support/apiKeyMutations';
import { withChecksum } from '../support/checksum';
import { countStatements } from '../support/countStatements';
import { describeOnEachEngine } from '../support/engines';
import { KeptConnections } from '../support/KeptConnections';
import { cancelledSecret, otherSecret, replaceSecret } from '../support/keySecrets';
import { distinguishability, median } from '../support/measure';
import { basic, sharedWorld } from '../support/world';

const ROUND_COUNT = 150;
const WARM_UP_COUNT = 30;
const WRONG_PASS = withChecksum(`lks_${'0'.repeat(43)}`);
const KINDS = ['unknown', 'wrong', 'deleted', 'retired', 'cancelled', 'pending', 'overdue'] as const;
type Kind = (typeof KINDS)[number];

const fastest = (times: readonly number[]) => Math.min(...times);

describeOnEachEngine('the time of a refusal', (engine) => {
  const world = sharedWorld(engine, { LOG_LEVEL: 'info' });

  /** A value of each kind that is refused. */
  async function refusedValues(): Promise<Record<Kind, string>> {
    const acme = await world().organization();
    const newKey = () => world().key(acme);
    const [deleted, retired, elsewhere] = [await newKey(), await newKey(), await newKey()];
    await deleteApiKey(world().as(acme.key), deleted.id);
    await replaceSecret(world(), retired);
    const { pass } = await otherSecret(world(), elsewhere, 'PENDING');
    return {
      unknown: `lko_0000000000000000:${WRONG_PASS}`,
      wrong: `${acme.key.user}:${WRONG_PASS}`,
      deleted: deleted.value,
      retired: retired.value,
      cancelled: (await cancelledSecret(world(), await newKey())).value,
      pending: `${acme.key.user}:${pass}`,
      overdue: (await otherSecret(world(), await newKey(), 'RETIRING', world().now)).value,
    };
  }

  it('T19: an unknown user, a wrong pass, a deleted key and secrets that ended take the same time', async () => {
    const values = await refusedValues();
    const times = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
    const timesOf = (kind: Kind) => times.get(kind) ?? [];
    const connection = new KeptConnections(world().url, 1);
    for (let round = 0; round < WARM_UP_COUNT + ROUND_COUNT; round += 1) {
      const turn = round % KINDS.length; // Each kind is first as often as any other.
      for (const kind of [...KINDS.slice(turn), ...KINDS.slice(0, turn)]) {
        const { status, milliseconds } = await connection.ask(basic(values[kind]));
        expect(status).toBe(401);
        if (round >= WARM_UP_COUNT) timesOf(kind).push(milliseconds);
      }
    }
    connection.close();
    const unknown = timesOf('unknown');
    for (const kind of KINDS.slice(1)) {
      for (const middle of [median, fastest]) {
        expect(Math.abs(middle(timesOf(kind)) - middle(unknown))).toBeLessThan(Math.max(4, middle(unknown) / 2));
      }
      // Measured: 0.49 to 0.60, on a machine that had other work to do. A slow hash on one way only makes it 1.
      expect(distinguishability(unknown, timesOf(kind))).toBeLessThan(0.75);
    }
  });

  it('T19: they are the same answer, and each costs one statement', async () => {
    const values = await refusedValues();
    const answers = new Set<string>();
    const counts = new Set<number>();
    for (const kind of KINDS) {
      const work = async () => {
        const { status, body } = await world().as(values[kind]).run('{ viewer { name } }');
        answers.add(JSON.stringify([status, body]));
      };
      counts.add(await countStatements(world(), /FROM "api_key/, work));
    }
    expect([answers.size, [...counts]]).toEqual([1, [1]]);
  });
});
