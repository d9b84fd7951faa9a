import fc from 'fast-check';
import { describeOnEachEngine } from '../support/engines';
import { addPerson } from '../support/people';
import { times } from '../support/times';
import { sharedWorld } from '../support/world';
import { LifeRun, type Step } from './LifeRun';
import { REACHED, REACHED_BY_MANY } from './REACHED';
import type { VERBS } from './verbs';

const IS_LONG = process.env.LONG === 'on';

const WHATS: readonly [Step['what'], number][] = [
  ['VERB', 40],
  ['CREATE', 6],
  ['USE', 22],
  ['TOKEN', 6],
  ['REVOKE', 3],
  ['WAIT', 12],
  ['POLICY', 4],
  ['END_PROCESS', 1],
  ['JOBS', 2],
];
const SHARES: readonly [keyof typeof VERBS, number][] = [
  ['rotateApiKey', 9],
  ['finishRotation', 3],
  ['cancelRotation', 3],
  ['updateApiKey', 3],
  ['disableApiKey', 3],
  ['enableApiKey', 4],
  ['deleteApiKey', 2],
  ['restoreApiKey', 3],
];

function weighted<Each>(shares: readonly (readonly [Each, number])[]): fc.Arbitrary<Each> {
  return fc.constantFrom(...shares.flatMap(([each, share]) => Array<Each>(share).fill(each)));
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    what: weighted(WHATS),
    verb: weighted(SHARES),
    seed: fc.nat(),
  }),
  { minLength: 1, maxLength: 80, size: 'max' },
);

describeOnEachEngine('the life of a key', (engine) => {
  const world = sharedWorld(engine, { ACCESS_TOKEN_SECONDS: '3600' });

  it('goes as the contract says, whoever does what and whenever', async () => {
    const visits = new Set<string>();
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const acme = await world().organization();
        const member = await addPerson(world(), acme);
        const run = await LifeRun.start(world(), acme, member, visits);
        for (const step of taken) await run.take(step);
        await run.end();
      }),
      {
        numRuns: times({ usual: 6, long: 60 }),
        seed: IS_LONG ? 21 : 7,
        includeErrorInReport: true,
        endOnFailure: true,
      },
    );
    const reached = IS_LONG ? [...REACHED, ...REACHED_BY_MANY] : REACHED;
    expect(reached.filter((each) => !visits.has(each))).toEqual([]);
  });
});
