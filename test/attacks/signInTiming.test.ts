import { describeOnEachEngine } from '../support/engines';
import { cpuMillisecondsOf } from '../support/measure';
import { addPerson, forgetFailures } from '../support/people';
import { SIGN_IN_REFUSED, signIn } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { PRODUCTION_COST, sharedWorld } from '../support/world';

const MIN_ROUNDS = 5;
const MAX_ROUNDS = 40;
/** By how much the least work may differ: a digest is all but all of it, and takes the processor as long as one waits. */
const MAX_RATIO = 1.1;

describeOnEachEngine('the work that signing in takes', (engine) => {
  const world = sharedWorld(engine, { LOG_LEVEL: 'info' }, PRODUCTION_COST);

  it('T19: is the same for a person who is not there as for a wrong password', async () => {
    const ada = await addPerson(world(), await world().organization());
    const visitor = new Visitor(world());
    const timed = (email: string): Promise<number> =>
      cpuMillisecondsOf(async () => expect((await signIn(visitor, email, 'wrong')).body).toEqual(SIGN_IN_REFUSED));
    const [known, unknown]: [number[], number[]] = [[], []];
    const ratio = (): number => {
      const [a, b] = [Math.min(...known), Math.min(...unknown)];
      return Math.max(a, b) / Math.min(a, b);
    };
    for (let round = 0; round < MIN_ROUNDS || (round < MAX_ROUNDS && ratio() > MAX_RATIO); round += 1) {
      await forgetFailures(world());
      if (round % 2 === 0) known.push(await timed(ada.email));
      unknown.push(await timed('nobody@example.com'));
      if (round % 2 === 1) known.push(await timed(ada.email));
    }
    expect(Math.min(...unknown)).toBeGreaterThan(50);
    expect(ratio()).toBeLessThan(MAX_RATIO);
  });
});
