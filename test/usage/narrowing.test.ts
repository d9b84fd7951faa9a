import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { postForm, withToken } from '../support/oauth';
import { seededRandom } from '../support/random';
import { times } from '../support/times';
import { basic, NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';
import { recordSince } from '../support/writtenUse';
import { type Alternatives, FOREIGN, RandomUse, recount, SCOPES, type Use } from './RandomUse';

const SEED = '2026-11-30';
const KEYS = Array.from({ length: times({ usual: 10, long: 500 }) }, (_none, index) => index);

interface Evidence {
  readonly scope: { readonly name: string };
  readonly evidence: 'USED' | 'UNUSED' | 'UNKNOWN';
  readonly requests: number;
}

describeOnEachEngine('a key that was used at random', (engine) => {
  const world = sharedWorld(engine);
  let acme: TestOrganization;
  let process: { id: string };

  beforeAll(async () => {
    acme = await world().organization();
    process = await world().process(acme);
    await recordSince(world(), NOW - 2 * DAY_MS);
  });

  async function keyOf(scopes: readonly string[], processId: string | undefined): Promise<TestKey> {
    const key = await world().key(acme, { scopes: [...scopes], ...(processId ? { processId } : {}) });
    await world().rows('UPDATE "api_key" SET "createdAt" = $1 WHERE "id" = $2', [NOW - 2 * DAY_MS, key.id]);
    return key;
  }

  /** Does what a use does. Shape: what of it was refused. */
  async function play(key: TestKey, use: Use): Promise<string[]> {
    if ('named' in use) {
      const path = `/verify?scope=${use.named.join('+')}`;
      const { status } = await world().request({ path, headers: { authorization: basic(key.value) } });
      return status === 204 || status === 200 ? [] : ['verify'];
    }
    const { sender, query, variables } = use;
    let run = world().as(key).run;
    if (sender !== 'KEY') {
      const form = { grant_type: 'client_credentials', ...(sender === 'TOKEN' ? {} : { scope: sender.join(' ') }) };
      const { status, body } = await postForm(world().url, '/oauth/token', key, form);
      if (status !== 200) return ['token'];
      run = withToken(world().url, body.access_token).run;
    }
    const { body } = await run(query, { ...variables });
    const errors: { path: string[]; extensions: { code: string } }[] = body.errors ?? [];
    expect(errors.filter(({ extensions }) => extensions.code !== 'FORBIDDEN')).toEqual([]);
    return errors.map(({ path }) => path.join('.'));
  }
  const replay = async (key: TestKey, uses: readonly Use[]) => {
    const refused: string[][] = [];
    for (const use of uses) refused.push(await play(key, use));
    return refused;
  };
  /** What is refused now, and was not before. */
  const newlyRefused = (now: readonly string[][], before: readonly string[][]) =>
    now.flatMap((some, index) => some.filter((each) => !before[index]?.includes(each)));

  async function report(key: TestKey): Promise<{ fields: object[]; scopes: Evidence[] }> {
    await world().app.services.usageIngest.ingestNow();
    const query = `{ apiKey(id: "${key.id}") { usage {
      fields { coordinate requests } scopes { scope { name } evidence requests } } } }`;
    return (await world().as(acme.key).run(query)).body.data.apiKey.usage;
  }
  const setScopes = (key: TestKey, scopes: readonly string[]) =>
    world().rows('UPDATE "api_key" SET "scopes" = $1 WHERE "id" = $2', [` ${scopes.join(' ')} `, key.id]);

  it.each(KEYS)('loses nothing that it needs, and all that it does not: key %i', async (number) => {
    const random = seededRandom(`${SEED} ${engine} ${number}`);
    const processId = random() < 0.3 ? process.id : undefined;
    const chosen = new RandomUse(random, process.id);
    const grantable = SCOPES.filter((name) => processId === undefined || !name.includes('.admin.'));
    const held = chosen.some(grantable.filter((name) => processId === undefined || name !== SCOPES[1]));
    const key = await keyOf(held, processId);
    const uses = chosen.uses(held);
    const before = await replay(key, uses);

    const counted = uses.map((use) => recount(use, held));
    const tokenNeeds = uses.flatMap((use) => ('sender' in use && Array.isArray(use.sender) ? [[use.sender]] : []));
    const needs: Alternatives[] = [...counted.flatMap((each) => each.needs), ...tokenNeeds];
    const isOpaque = uses.some((use) => 'sender' in use && use.sender === 'TOKEN');
    const { fields, scopes } = await report(key);
    const expected = new Map<string, number>();
    for (const each of counted) for (const name of each.fields) expected.set(name, (expected.get(name) ?? 0) + 1);
    expect(fields).toHaveLength(expected.size);
    expect(fields).toEqual(
      expect.arrayContaining([...expected].map(([coordinate, requests]) => ({ coordinate, requests }))),
    );

    const named = (evidence: string) =>
      scopes.filter((each) => each.evidence === evidence).map(({ scope }) => scope.name);
    const [used, unknown] = [named('USED'), named('UNKNOWN')];
    const isEnough = (some: readonly string[]) =>
      needs
        .filter((need) => need.some((each) => each.every((scope) => held.includes(scope))))
        .every((need) => need.some((each) => each.every((scope) => some.includes(scope))));
    expect(isEnough(used)).toBe(true);
    for (const scope of used)
      expect([scope, isEnough(used.filter((other) => other !== scope))]).toEqual([scope, false]);
    const isAsked = (scope: string) => needs.some((need) => need.some((each) => each.includes(scope)));
    const foreign = held.filter((scope) => FOREIGN.includes(scope) && !isAsked(scope));
    expect(unknown.sort()).toEqual(isOpaque ? foreign.sort() : []);
    const served = (all: readonly Alternatives[], scope: string) =>
      all.some((need) => need.some((each) => each.includes(scope) && each.every((one) => used.includes(one))));
    const requestsOf = (scope: string) =>
      counted.filter((each) => served(each.needs, scope)).length +
      tokenNeeds.filter((each) => served([each], scope)).length;
    expect(scopes.map(({ scope, requests }) => [scope.name, requests])).toEqual(
      scopes.map(({ scope }) => [scope.name, used.includes(scope.name) ? requestsOf(scope.name) : 0]),
    );

    const { body } = await world()
      .as(acme.key)
      .run(
        'mutation ($id: ID!) { narrowApiKey(input: { id: $id, unusedForDays: 1 }) { removedScopes userErrors { code } } }',
        { id: key.id },
      );
    const isNothingLeft = used.length + unknown.length === 0;
    expect(body.data.narrowApiKey).toEqual({
      removedScopes: isNothingLeft ? [] : named('UNUSED'),
      userErrors: isNothingLeft ? [{ code: 'INVALID' }] : [],
    });
    expect(newlyRefused(await replay(key, uses), before)).toEqual([]);
    for (const scope of used) {
      const kept = [...used, ...unknown].filter((other) => other !== scope);
      await setScopes(key, kept.length > 0 ? kept : ['workspace.destination:read']);
      expect([scope, newlyRefused(await replay(key, uses), before).length > 0]).toEqual([scope, true]);
    }
  });
});
