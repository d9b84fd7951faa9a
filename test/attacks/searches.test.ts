import { copyKey } from '../support/copyKey';
import { describeOnEachEngine } from '../support/engines';
import { sharedWorld } from '../support/world';

const KEY_COUNT = 3_000;
/** Documents that are sent at once, and searches of each: as many as its cost allows, up to the limit of aliases. */
const DOCUMENT_COUNT = 6;
const ALIASES = Array.from({ length: 14 }, (_each, index) => `a${index}`);
/** A text of which no index knows anything, and that no key holds. */
const SEARCH = '(first: 1, filter: { text: "zq" }, orderBy: NAME_ASC) { totalCount edges { node { id } } }';
const WORST = `{ ${ALIASES.map((alias) => `${alias}: apiKeys ${SEARCH}`).join(' ')} }`;
const FOUND_NOTHING = { totalCount: 0, edges: [] };

describeOnEachEngine('searches of one organization', (engine) => {
  const world = sharedWorld(engine);

  it('let a neighbour through between any two of them', async () => {
    const [attacker, neighbour] = [await world().organization(), await world().organization('Other')];
    await copyKey(world(), attacker.key, KEY_COUNT);
    let answeredCount = 0;
    const documents = Array.from({ length: DOCUMENT_COUNT }, async () => {
      const { body } = await world().as(attacker.key).run(WORST);
      answeredCount += 1;
      return body;
    });
    for (let asked = 0; asked < 10; asked++) {
      const { body } = await world().as(neighbour.key).run('{ organization { name } }');
      expect(body).toEqual({ data: { organization: { name: 'Other' } } });
    }
    expect(answeredCount).toBeLessThan(DOCUMENT_COUNT);
    const data = Object.fromEntries(ALIASES.map((alias) => [alias, FOUND_NOTHING]));
    expect(await Promise.all(documents)).toEqual(Array.from({ length: DOCUMENT_COUNT }, () => ({ data })));
  });

  it('are refused where too many wait, and nobody else is', async () => {
    const [attacker, neighbour] = [await world().organization(), await world().organization('Other')];
    const documents = Array.from({ length: 12 }, () => world().as(attacker.key).run(WORST));
    const { status } = await world().as(neighbour.key).run(WORST);
    const refused = (await Promise.all(documents)).filter(({ body }) => body.errors !== undefined);
    expect(status).toBe(200);
    for (const { body } of refused) {
      expect(body.errors[0]).toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } });
    }
    expect(refused.length).toBeGreaterThan(0);
  });
});
