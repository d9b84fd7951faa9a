import { describeOnEachEngine } from '../support/engines';
import { createProcess, updateProcess } from '../support/processMutations';
import { sharedWorld } from '../support/world';

const EVENT = `id sequence at type severity outcome summary actor { kind id name } target { type id name }
  changes { field before after } codes address userAgent requestId`;

describeOnEachEngine('the audit log', (engine) => {
  const world = sharedWorld(engine);

  it('tells who did what to what, when, and from where', async () => {
    const acme = await world().organization();
    await world().app.clockwork.stop(); // Nothing is sealed meanwhile.
    const speaker = world().as(acme.key);
    world().now += 1_000;
    const made = await createProcess(speaker, { name: 'Invoices' });
    const { id } = made.body.data.createProcess.process;
    world().now += 1_000;
    await updateProcess(speaker, { id, name: '\u0000' });
    const { body } = await speaker.run(
      `{ organization { auditEvents(first: 2, filter: { types: ["process.created", "process.updated"] }) { totalCount edges { node { ${EVENT} } } } } }`,
    );
    const { edges, totalCount } = body.data.organization.auditEvents;
    expect(totalCount).toBe(2);
    const actor = { kind: 'API_KEY', id: acme.key.id, name: 'Key' };
    const origin = { address: '127.0.0.1', userAgent: null, requestId: expect.stringMatching(/^[0-9a-f]{16}-\d+$/) };
    expect(edges.map(({ node }: { node: object }) => node)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        sequence: null,
        at: '2026-11-23T12:00:02.000Z',
        type: 'process.updated',
        severity: 'INFO',
        outcome: 'REFUSED',
        summary: 'Key tried to change the process Invoices, and was refused: INVALID',
        actor,
        target: { type: 'Process', id, name: 'Invoices' },
        changes: [],
        codes: ['INVALID'],
        ...origin,
      },
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        sequence: null,
        at: '2026-11-23T12:00:01.000Z',
        type: 'process.created',
        severity: 'INFO',
        outcome: 'SUCCESS',
        summary: 'Key created the process Invoices',
        actor,
        target: { type: 'Process', id, name: 'Invoices' },
        changes: [
          { field: 'name', before: null, after: 'Invoices' },
          { field: 'type', before: null, after: 'CUSTOM' },
        ],
        codes: [],
        ...origin,
      },
    ]);
  });
});
