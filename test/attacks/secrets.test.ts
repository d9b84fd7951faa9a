import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type GraphQLSchema, getNamedType } from 'graphql';
import { deriveKey } from '../../src/secrets';
import { deleteApiKey, type Speaker, updateApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { everyField, readSchema } from '../support/everyField';
import { addPerson, PASSWORD, PASSWORD_HASH } from '../support/people';
import { acceptInvitation, changePassword, inviteMember, offerOf, signIn, signOut } from '../support/peopleMutations';
import { COOKIE_NAME, Visitor } from '../support/Visitor';
import { type Answer, basic, NOW, SECRET, sharedWorld, type World } from '../support/world';

const VIEWER = '{ viewer { name } }';

/** A call of every field of `Query`. A new one must be listed here before the test passes again. */
const ROOTS: Readonly<Record<string, string>> = {
  viewer: 'viewer',
  organization: 'organization',
  process: 'process(id: $process)',
  processes: 'processes',
  apiKey: 'apiKey(id: $apiKey)',
  apiKeys: 'apiKeys(filter: { status: [ACTIVE, EXPIRED, DISABLED, DELETED] })',
  scopes: 'scopes',
  requiredScopes: 'requiredScopes(document: "{ viewer { name } }")',
  invitation: 'invitation(token: "x")',
  isSignedIn: 'isSignedIn',
  keyPolicyImpact: 'keyPolicyImpact(policy: { maxLifetimeDays: 1 })',
  webhookRedeliveryCount:
    'webhookRedeliveryCount(id: "x", since: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z")',
};

/** One thing of each type that has an id. */
interface Ids {
  readonly Organization: string;
  readonly Process: string;
  readonly ApiKey: string;
  readonly Member: string;
}

/** The texts of the answers to questions for all that there is. */
async function readEverything(speaker: Speaker, schema: GraphQLSchema, ids: Ids): Promise<string[]> {
  const fields = schema.getQueryType()?.getFields() ?? {};
  const roots = Object.entries(ROOTS).map(
    ([name, call]) => `${call} ${everyField(getNamedType(fields[name]?.type), 2)}`,
  );
  const entities = Object.entries(ids).map(([name, id]) => {
    const reference = `{ __typename: "${name}", id: "${id}" }`;
    return `_entities(representations: [${reference}]) { ... on ${name} ${everyField(schema.getType(name), 2)} }`;
  });
  const texts: string[] = [];
  for (const root of [...roots, ...entities, '_service { sdl }']) {
    const document = `query ($process: ID!, $apiKey: ID!) { ${root} used: process(id: $process) { id } key: apiKey(id: $apiKey) { id } }`;
    const answer = await speaker.run(document, { process: ids.Process, apiKey: ids.ApiKey });
    expect([document, answer.status, answer.body.errors]).toEqual([document, 200, undefined]);
    texts.push(JSON.stringify(answer));
  }
  return texts;
}

/** Every row of every table. */
async function everyRow(world: World): Promise<string> {
  await Promise.all([world.app.services.keyUse.flush(), world.app.services.keyRefusals.flush()]);
  const tables = world.database.writer.entityMetadatas.map(({ tableName }) => tableName);
  const rows = [];
  for (const table of tables) rows.push(...(await world.rows(`SELECT * FROM "${table}"`)));
  return JSON.stringify(rows);
}

/** What SQLite has on disk; nothing elsewhere. */
function everyFile(world: World): string {
  const { database } = world.config;
  if (database.engine !== 'sqlite') return '';
  const files = ['', '-wal', '-shm', '-journal'].map((ending) => `${database.file}${ending}`).filter(existsSync);
  return files.map((file) => readFileSync(file, 'latin1')).join('\n');
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

describeOnEachEngine('secrets', (engine) => {
  const world = sharedWorld(engine);

  it('T09: every field of Query is read by the next test', async () => {
    const schema = await readSchema(world().as(null));
    const fields = Object.keys(schema.getQueryType()?.getFields() ?? {});
    expect(fields.sort()).toEqual([...Object.keys(ROOTS), '_entities', '_service'].sort());
  });

  it('T09: a secret is in the answer that made it, once, and nowhere else', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const speaker = world().as(acme.key);
    const made: { pass: string; user: string; id: string; value: string }[] = [];
    const answers: string[] = [];
    for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) {
      const answer = await speaker.run(
        `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } secret { value } } }`,
        { input: { name, processId: process.id, allScopes: true, expiresAt: '2027-01-01T00:00:00Z' } },
      );
      const { apiKey, secret } = answer.body.data.createApiKey;
      const [user, pass] = secret.value.split(':');
      made.push({ id: apiKey.id, user, pass, value: secret.value });
      answers.push(JSON.stringify(answer));
    }
    const [one, two, three] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]];

    // What could bring a secret into a log or an audit row: keys that work, that do not, and that are mixed up.
    for (const { value } of made) answers.push(JSON.stringify(await world().as(value).run(VIEWER)));
    const bearer = { authorization: `Bearer ${one.value}` };
    answers.push(JSON.stringify(await world().graphql({ query: VIEWER }, bearer)));
    answers.push(JSON.stringify(await world().as(`${one.user}:${two.pass}`).run(VIEWER)));
    answers.push(JSON.stringify(await world().as(one.pass).run(VIEWER)));
    answers.push(JSON.stringify(await world().as(acme.key).run(`{ apiKey(id: "${one.value}") { id } }`)));
    answers.push(JSON.stringify(await updateApiKey(speaker, { id: two.id, name: 'Second' })));
    answers.push(JSON.stringify(await deleteApiKey(speaker, three.id)));
    answers.push(JSON.stringify(await world().as(three.value).run(VIEWER)));
    world().now = Date.parse('2027-01-02T00:00:00Z');
    answers.push(JSON.stringify(await world().as(two.value).run(VIEWER)));
    const { memberId } = await addPerson(world(), acme);
    const ids = { Organization: acme.id, Process: process.id, ApiKey: two.id, Member: memberId };
    answers.push(...(await readEverything(speaker, await readSchema(speaker), ids)));

    await world().app.services.secretTraces.flush();
    const [answered, logged] = [answers.join('\n'), world().logLines.join('\n')];
    const [rows, files] = [await everyRow(world()), everyFile(world())];
    expect(logged).toContain('answered'); // The log was at work …
    expect(rows).toContain('ATTEMPTED'); // … and so was the audit log.
    for (const { id, user, pass, value } of made) {
      const stored = await world().rows<{ passDigest: string }>('SELECT "passDigest" FROM "api_key" WHERE "id" = $1', [
        id,
      ]);
      const { passDigest } = stored[0] as { passDigest: string };
      const encoded = basic(value).slice('Basic '.length);
      expect([answered, logged, rows, files].map((text) => occurrences(text, pass))).toEqual([1, 0, 0, 0]);
      expect([answered, logged, rows, files].map((text) => occurrences(text, encoded))).toEqual([0, 0, 0, 0]);
      expect([answered, logged, rows].map((text) => occurrences(text, passDigest))).toEqual([
        0,
        0,
        id === three.id ? 2 : 1, // What came of a deleted key is counted beside it.
      ]);
      expect(rows).toContain(user);
      expect(engine === 'postgres' || files.includes(user)).toBe(true);
    }
  });

  it('T09, T98: tokens of sessions and invitations are where they were handed out, once; passwords are nowhere', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const ada = await addPerson(world(), acme);
    const browser = new Visitor(world());
    const answers: string[] = [];
    const ask = async (asked: Promise<Answer>): Promise<Answer> => {
      const answer = await asked;
      answers.push(JSON.stringify(answer));
      return answer;
    };
    const passwords = [PASSWORD, "a next password of Ada's", "a password of Grace's", "a wrong password of Ada's"];
    const [, next, ofGrace, wrong] = passwords as [string, string, string, string];

    await ask(signIn(browser, ada.email, wrong));
    await ask(signIn(browser, ada.email));
    const first = String(browser.token);
    const invited = await ask(inviteMember(browser, 'grace@example.com', 'ADMIN'));
    const invitation = String(invited.body.data.inviteMember.link).split('/').at(-1) ?? '';
    await ask(inviteMember(browser, 'left.open@example.com'));
    await ask(offerOf(browser, invitation));
    const grace = new Visitor(world());
    await ask(acceptInvitation(grace, { token: invitation, name: 'Grace', password: ofGrace }));
    const second = String(grace.token);
    await ask(acceptInvitation(grace, { token: invitation, name: 'Grace', password: ofGrace }));
    await ask(changePassword(browser, next));
    const third = String(browser.token);

    // What could bring a token into a log, an answer or an audit row: one that is over, and any in the wrong place.
    for (const token of [first, second, invitation]) {
      await ask(new Visitor(world(), token).run(VIEWER));
      await ask(world().graphql({ query: VIEWER }, { authorization: `Bearer ${token}` }));
      await ask(world().as(token).run(VIEWER));
      await ask(offerOf(browser, token));
      await ask(browser.run('query ($id: ID!) { apiKey(id: $id) { id } }', { id: token }));
      await ask(browser.run(VIEWER, {}, { cookie: `${COOKIE_NAME}=${third}`, origin: `https://${token}.example` }));
    }
    await ask(world().as(`${ada.email}:${next}`).run(VIEWER));
    await ask(
      grace.run('mutation ($p: Int!) { signIn(input: { email: "a@b.c", password: $p }) { expiresAt } }', { p: next }),
    );
    const schema = await readSchema(browser);
    const { id: apiKey } = await world().key(acme);
    const ids = { Organization: acme.id, Process: process.id, ApiKey: apiKey, Member: ada.memberId };
    answers.push(...(await readEverything(browser, schema, ids)));
    await ask(
      browser.run(`{ organization { invitations { edges { node ${everyField(schema.getType('Invitation'), 1)} } } } }`),
    );
    await ask(signOut(grace));

    const [answered, logged] = [answers.join('\n'), world().logLines.join('\n')];
    const [rows, files] = [await everyRow(world()), everyFile(world())];
    const everywhere = [answered, logged, rows, files];
    expect(logged).toContain('answered');
    expect(answered).toContain('left.open@example.com');
    for (const token of [first, second, third, invitation]) {
      expect(everywhere.map((text) => occurrences(text, token))).toEqual([1, 0, 0, 0]);
    }
    for (const password of passwords) {
      const { length } = JSON.stringify(password);
      const encoded = Buffer.from(password)
        .toString('base64')
        .slice(0, length - 4);
      expect(everywhere.map((text) => occurrences(text, password))).toEqual([0, 0, 0, 0]);
      expect(everywhere.map((text) => occurrences(text, encoded))).toEqual([0, 0, 0, 0]);
    }
    const hashes = await world().rows<{ passwordHash: string }>('SELECT "passwordHash" FROM "user"');
    const digest = createHash('sha256').update(third).digest('hex');
    for (const kept of [...hashes.map(({ passwordHash }) => passwordHash), PASSWORD_HASH, digest]) {
      expect([answered, logged].map((text) => occurrences(text, kept))).toEqual([0, 0]);
    }
    expect(occurrences(rows, digest)).toBe(1);
  });

  it('T10: what a stolen database tells of a key cannot be matched without the pepper', async () => {
    const acme = await world().organization();
    const { id, user, pass, value } = await world().key(acme);
    const [row] = await world().rows<Record<string, unknown>>('SELECT * FROM "api_key" WHERE "id" = $1', [id]);
    const columns = Object.values(row ?? {}).map(String);
    const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const guesses = [
      Buffer.from(pass),
      ...['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) =>
        [pass, value, pass.slice(4), pass.slice(4, 47)].map((text) => createHash(algorithm).update(text).digest()),
      ),
      ...['', user, id, acme.id, pass, 'latchkey', 'pass-pepper', String(row?.pepperVersion)].map((key) =>
        hmac(key, pass),
      ),
      hmac(Buffer.from(String(row?.pepperVersion), 'hex'), pass),
      hmac(deriveKey(String(row?.pepperVersion), 'pass-pepper'), pass),
      hmac(deriveKey(SECRET, 'cursor'), pass),
    ];
    const texts = guesses.flatMap((guess) => [
      guess.toString('hex'),
      guess.toString('base64'),
      guess.toString('latin1'),
    ]);
    expect(texts.filter((text) => columns.some((column) => column.includes(text)))).toEqual([]);
    expect(columns).toContain(hmac(deriveKey(SECRET, 'pass-pepper'), pass).toString('hex'));
  });

  it('T10: a server with another secret knows none of the keys of a copied database', async () => {
    const acme = await world().organization();
    const thief = await world().secondServer({ secret: 'a secret of the thief that is long enough' });
    thief.now = NOW;
    expect((await thief.as(acme.key).run(VIEWER)).status).toBe(401);
    expect((await world().as(acme.key).run(VIEWER)).status).toBe(200);
  });
});
