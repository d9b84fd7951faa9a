import { onServer } from '../support/engines';
import { waitUntil } from '../support/waitUntil';
import { World } from '../support/world';

describe('a PostgreSQL database that is dropped and made anew under a server', () => {
  it('leaves it unready, and every answer a 503', async () => {
    const world = await World.create('postgres');
    const { key } = await world.organization();
    const ask = async () => (await world.as(key).run('{ organization { name } }')).status;
    const isReady = async () => (await world.request({ path: '/readyz' })).status;
    expect([await ask(), await isReady()]).toEqual([200, 200]);
    const { database } = world.config;
    const name = database.engine === 'postgres' ? new URL(database.url).pathname.slice(1) : '';
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    await onServer(`CREATE DATABASE ${name}`);
    const answerOfNew = () => world.database.sql('SELECT 1 FROM "organization"', []).catch(({ code }) => code);
    await waitUntil('an answer of the new database', async () => (await answerOfNew()) === '42P01');
    expect([await ask(), await isReady()]).toEqual([503, 503]);
  });
});
