import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { runJob } from '../support/runJob';
import { sealAll } from '../support/sealAll';
import { addEvents } from '../support/sealedLog';
import { World } from '../support/world';

const SEARCH = `{ organization { auditEvents(first: 1, filter: { text: "Invoices" }) { totalCount } } }`;

describeOnEachEngine('the index of texts', (engine) => {
  it('holds no row that retention dropped', async () => {
    const world = await World.create(engine, { AUDIT_RETENTION_DAYS: '1' });
    await world.app.clockwork.stop();
    const acme = await world.organization();
    await addEvents(world, acme, 300); // More than a search looks at by itself.
    await sealAll(world);
    const { body } = await world.as(acme.key).run(SEARCH);
    expect(body.data?.organization.auditEvents.totalCount).toBe(300);
    const table = engine === 'sqlite' ? 'audit_text_docsize' : 'audit_text';
    const indexed = () => world.rows(`SELECT 1 FROM "${table}"`);
    expect((await indexed()).length).toBeGreaterThanOrEqual(300);
    world.now += 2 * DAY_MS;
    await runJob(world, 'drop-audit-rows');
    expect(await indexed()).toEqual([]);
  });
});
