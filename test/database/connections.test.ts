import { newId } from '../../src/id';
import { onServer } from '../support/engines';
import { runInProcess } from '../support/runInProcess';
import { SECRET, World } from '../support/world';

/** The sessions at a database. */
function sessionsAt(name: string): Promise<readonly unknown[]> {
  return onServer(`SELECT 1 FROM pg_stat_activity WHERE "datname" = '${name}'`);
}

describe('the connections of a process to PostgreSQL', () => {
  it('are as many as DATABASE_CONNECTIONS at most; two are enough to migrate, to begin and to serve', async () => {
    const name = `t_${newId(Date.now())}`;
    await onServer(`CREATE DATABASE ${name}`);
    const url = `${process.env.TEST_POSTGRES_URL}/${name}`;
    const environment = { DATABASE_URL: url, DATABASE_CONNECTIONS: '2', LATCHKEY_SECRET: SECRET };
    expect((await runInProcess(['migrate'], { environment })).code).toBe(0);
    const begun = await runInProcess(['init', '--organization', 'Acme', '--email', 'ada@acme.example'], {
      environment,
    });
    expect(begun.code).toBe(0);
    const world = await World.on({ engine: 'postgres', url, connectionCount: 2 });
    const { key } = await world.organization();
    const mutation = `mutation { createProcess(input: { name: "Invoices", type: INVOICES }) { process { name } } }`;
    const asked = Array.from({ length: 10 }, () => world.as(key).run(mutation));
    const answers = await Promise.all([...asked, ...asked.map(() => world.as(key).run('{ viewer { name } }'))]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await sessionsAt(name)).toHaveLength(2);
    await world.close();
    expect(await sessionsAt(name)).toHaveLength(0);
  });
});
