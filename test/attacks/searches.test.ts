import { copyKey } from '../support/copyKey';
import { describeOnEachEngine } from '../support/engines';
import { sharedWorld } from '../support/world';

const KEY_COUNT = 2_000;
/** Documents that are sent at once, and searches of each: as many as its cost allows, up to the limit of aliases. */
const DOCUMENT_COUNT = 6;
const ALIASES = Array.from({ length: 14 }, (_each, index) => `a${index}`);
/** A document of many lists, each with another filter, so that none is remembered. */
function documentOf(filterOf: (index: number) => string): string {
  const lists = ALIASES.map(
    (alias, index) =>
      `${alias}: apiKeys(first: 1, orderBy: NAME_ASC, filter: { ${filterOf(index)} }) { totalCount edges { node { id } } }`,
  );
  return `{ ${lists.join(' ')} }`;
}

/** Texts of which no index knows anything, and that no key holds. */
const TEXTS = documentOf((index) => `text: "~${String.fromCharCode(97 + index)}"`);
const STATES = documentOf(
  (index) => `owner: PROCESS, status: [ACTIVE], expiresBefore: "2027-06-0${(index % 9) + 1}T00:00:00Z"`,
);
const DOCUMENTS = [
  ['texts', TEXTS],
  ['states', STATES],
] as const;
const FOUND_NOTHING = { totalCount: 0, edges: [] };

describeOnEachEngine('searches of one organization', (engine) => {
  const world = sharedWorld(engine);

  it.each(DOCUMENTS)('for %s let a neighbour through between any two of them', async (_what, document) => {
    const [attacker, neighbour] = [await world().organization(), await world().organization('Other')];
    await copyKey(world(), attacker.key, KEY_COUNT);
    let answeredCount = 0;
    const documents = Array.from({ length: DOCUMENT_COUNT }, async () => {
      const { body } = await world().as(attacker.key).run(document);
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

  it.each(DOCUMENTS)('for %s are refused where too many wait, and nobody else is', async (_what, document) => {
    const [attacker, neighbour] = [await world().organization(), await world().organization('Other')];
    await copyKey(world(), attacker.key, KEY_COUNT);
    const documents = Array.from({ length: 24 }, () => world().as(attacker.key).run(document));
    const { status } = await world().as(neighbour.key).run(document);
    const refused = (await Promise.all(documents)).filter(({ body }) => body.errors !== undefined);
    expect(status).toBe(200);
    for (const { body } of refused) {
      expect(body.errors[0]).toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } });
    }
    expect(refused.length).toBeGreaterThan(0);
  });
});
