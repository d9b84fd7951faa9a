import { describeOnEachEngine } from '../support/engines';
import { sharedWorld, World } from '../support/world';

const PRODUCTION = { NODE_ENV: 'production', REQUIRE_TLS: 'off' };
const SORRY = 'Something went wrong on our side. Quote the incident id when you report it.';
const LATER = 'The service cannot answer right now. Wait, then try again.';

/** What no answer may hold: SQL, paths, stacks, names of libraries and engines. */
const INNARDS = /select|insert|constraint|sqlite|postgres|typeorm|\.ts|\.js|node_modules|at \w+ \(|membership|unique/i;

describeOnEachEngine('failures in production', (engine) => {
  it('T69: a resolver that fails is answered with one sentence and an incident id that the log has', async () => {
    const world = await World.create(engine, PRODUCTION);
    const { key } = await world.organization();
    await world.rows('ALTER TABLE "membership" RENAME TO "membership_gone"');
    const answer = await world.as(key).run('{ organization { name members { totalCount } } }');
    expect(answer.status).toBe(200);
    const { incidentId } = answer.body.errors[0].extensions;
    expect(incidentId).toMatch(/^[0-9a-f]{16}$/);
    expect(answer.body).toEqual({
      data: { organization: { name: 'Acme', members: null } },
      errors: [
        {
          message: SORRY,
          locations: [{ line: 1, column: 23 }],
          path: ['organization', 'members'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', incidentId },
        },
      ],
    });
    expect(JSON.stringify(answer).replaceAll('members', '')).not.toMatch(INNARDS);
    const logged = world.logLines.filter((line) => line.includes(incidentId));
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ level: 50, code: 'INTERNAL_SERVER_ERROR', incidentId });
  });

  it('T69: where nothing could be answered the status is 500', async () => {
    const world = await World.create(engine, PRODUCTION);
    const { key } = await world.organization();
    await world.rows('ALTER TABLE "process" RENAME TO "process_gone"');
    await world.rows('CREATE TABLE "process" ("id" varchar(32), "deletedAt" bigint)');
    const answer = await world.as(key).run('{ processes { totalCount } }');
    expect(answer.status).toBe(500);
    expect(answer.body.data).toEqual({ processes: null });
    expect(answer.body.errors[0].message).toBe(SORRY);
    expect(JSON.stringify(answer).replaceAll('processes', '')).not.toMatch(INNARDS);
  });

  it('T69: a broken constraint tells nothing, and leaves nothing', async () => {
    const world = await World.create(engine, PRODUCTION);
    const { key } = await world.organization();
    await world.rows('CREATE UNIQUE INDEX "one_process_name" ON "process" ("sortName")');
    const create = 'mutation { createProcess(input: { name: "Marked" }) { process { name } userErrors { message } } }';
    const first = await world.as(key).run(create);
    expect(first.body.data.createProcess.process).toEqual({ name: 'Marked' });
    const answer = await world.as(key).run(create);
    expect(answer.status).toBe(500);
    expect(answer.body.data).toEqual({ createProcess: null });
    expect(answer.body.errors[0].message).toBe(SORRY);
    expect(JSON.stringify(answer)).not.toMatch(/one_process_name|marked/i);
    expect(JSON.stringify(answer.body)).not.toMatch(INNARDS);
    expect(world.logLines.join('\n')).not.toMatch(/marked/i);
    const events = await world.rows<{ count: number }>(
      `SELECT COUNT(*) AS "count" FROM "audit_event" WHERE "type" = 'process.created' AND "actorKind" = 'API_KEY'`,
    );
    expect(events).toEqual([{ count: 1 }]);
  });

  it('T69: a database that is gone is answered with 503, in one sentence', async () => {
    const world = await World.create(engine, PRODUCTION);
    const { key } = await world.organization();
    await world.database.close();
    const answer = await world.as(key).run('{ viewer { name } }');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).toEqual({ errors: [{ message: LATER, extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    const ready = await world.request({ path: '/readyz' });
    expect([ready.status, ready.text]).toEqual([503, '{"status":"unavailable"}']);
  });
});

describe('malformed requests in production', () => {
  const world = sharedWorld('sqlite', PRODUCTION);

  it.each(['{', '{"query":', 'MARKER', '{"query":"{ viewer { name } }"', '\u0000', '"', '{"a":MARKER}'])(
    'T69: a body that is no JSON is refused without a word of it: %j',
    async (body) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await world().request({ method: 'POST', path: '/graphql', headers, body });
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text)).toEqual({
        errors: [
          {
            message: 'The request is not well-formed: the body must be valid JSON.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      });
    },
  );

  it('T69: an address that is not there tells neither library nor version', async () => {
    const answer = await world().request({ path: '/MARKER/../etc/passwd' });
    expect(answer.status).toBe(404);
    expect(`${JSON.stringify(answer.headers)}${answer.text}`).not.toMatch(/MARKER|passwd|fastify|apollo|express|node/i);
  });
});
