import { describeOnEachEngine } from '../support/engines';
import { World } from '../support/world';

describeOnEachEngine('the address in the audit log', (engine) => {
  it('is that of the socket when a trusted proxy says something that is no address', async () => {
    const world = await World.create(engine, { TRUST_PROXY: '127.0.0.0/8' });
    const acme = await world.organization();
    const query = 'mutation { updateOrganization(input: { name: "New" }) { userErrors { code } } }';
    const authorization = `Bearer ${acme.key.value}`;
    await world.graphql({ query }, { authorization, 'x-forwarded-for': 'A'.repeat(200) });
    await world.graphql({ query }, { authorization, 'x-forwarded-for': '203.0.113.7' });
    const rows = await world.rows<{ address: string }>(
      `SELECT "address" FROM "audit_event" WHERE "type" = 'organization.updated' ORDER BY "id"`,
    );
    expect(rows.map(({ address }) => address).sort()).toEqual(['127.0.0.1', '203.0.113.7']);
  });
});
