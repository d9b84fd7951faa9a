import type { AuditEvent } from '../../src/events/AuditEvent';
import { newId } from '../../src/id';
import { auditEntry, writeEntries } from '../support/auditEntries';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld } from '../support/world';

const PAGE = `query ($filter: AuditEventFilter) { organization { auditEvents(filter: $filter) { edges { node {
  sequence at type severity outcome summary actor { kind id name } target { type id name } changes { field before after } codes address
} } } } }`;
const WHOLE = {
  sequence: 0,
  at: '2026-11-23T12:00:00.000Z',
  type: 'process.updated',
  severity: 'INFO',
  outcome: 'SUCCESS',
  summary: 'Ada changed the process Invoices',
  actor: { kind: 'MEMBER', id: 'a1', name: 'Ada' },
  target: { type: 'Process', id: 't1', name: 'Invoices' },
  changes: [{ field: 'name', before: 'Bills', after: 'Invoices' }],
  codes: [],
  address: '192.0.2.1',
};
const REFUSED = 'Ada tried to change the process Invoices, and was refused';
const BY_SOMEBODY = 'Somebody changed the process Invoices';
const CHANGES = '[{"after":"Invoices","before":"Bills","field":"name"}]';

/** Columns as somebody wrote into them by hand, and what is shown of the row. */
const BROKEN: [string, Record<string, string | number>, object][] = [
  ['changes that are no JSON', { changes: '[{"field":' }, { changes: [] }],
  ['changes that are no list', { changes: '{"field":"name"}' }, { changes: [] }],
  ['some changes that are none', { changes: `[null,7,{"field":1},{"field":"x","before":{}},${CHANGES.slice(1)}` }, {}],
  ['a severity that is none', { severity: 7 }, {}],
  ['an outcome that is none', { outcome: 'PERHAPS' }, { outcome: 'REFUSED', summary: REFUSED }],
  [
    'an actor that is none',
    { actorKind: 'ROBOT' },
    { actor: { ...WHOLE.actor, kind: 'ANONYMOUS' }, summary: BY_SOMEBODY },
  ],
  ['an instant that is none', { at: 9_000_000_000_000_000 }, {}],
  ['a sequence that is none', { sequence: 3_000_000_000 }, { sequence: null }],
  [
    'a note of erasure that is no JSON',
    { erased: '{' },
    {
      summary: '(erased) changed the process (erased)',
      actor: { ...WHOLE.actor, name: null },
      target: { ...WHOLE.target, name: null },
      changes: [],
      address: null,
    },
  ],
];

function whole(organizationId: string): AuditEvent {
  return auditEntry(organizationId, {
    at: NOW,
    sequence: 0,
    actorKind: 'MEMBER',
    actorId: 'a1',
    actorName: 'Ada',
    targetType: 'Process',
    targetId: 't1',
    targetName: 'Invoices',
    changes: CHANGES,
    address: '192.0.2.1',
  });
}

describeOnEachEngine('an audit log with a broken row', (engine) => {
  const world = sharedWorld(engine);

  it.each(BROKEN)('shows all else of a row with %s', async (_what, broken, shown) => {
    const acme = await world().organization();
    await world().app.clockwork.stop(); // The test seals by itself.
    const good = { ...whole(acme.id), type: 'process.created', sequence: 1 };
    await writeEntries(world().database, [{ ...whole(acme.id), ...broken } as AuditEvent, good]); // As no server writes it.
    const filter = { actorId: 'a1' };
    const { body } = await world().as(acme.key).run(PAGE, { filter });
    const nodes = body.data.organization.auditEvents.edges.map(({ node }: { node: object }) => node);
    const entry = { ...WHOLE, type: 'process.created', sequence: 1, summary: 'Ada created the process Invoices' };
    expect(nodes).toEqual(expect.arrayContaining([entry, { ...WHOLE, ...shown }]));
    expect(nodes).toHaveLength(2);
  });

  it('is searched, and a row whose text cannot be made is not found', async () => {
    const acme = await world().organization();
    await world().app.clockwork.stop(); // The test seals by itself.
    const entries = Array.from({ length: 150 }, (_each, sequence) => ({ ...whole(acme.id), id: newId(NOW), sequence }));
    await writeEntries(world().database, entries);
    // Only SQLite keeps bytes where a text is due.
    const codes = engine === 'sqlite' ? "x'00'" : "'INVALID'";
    const same =
      '"organizationId", "at", "actorKind", "actorName", "type", "targetId", "targetName", "changes", "address", "requestId"';
    await world().rows(
      `INSERT INTO "audit_event" ("id", "sequence", "outcome", "codes", ${same})
        SELECT $1, 150, 'REFUSED', ${codes}, ${same} FROM "audit_event" WHERE "id" = $2`,
      [newId(NOW), entries[0]?.id ?? ''],
    );
    const document = `{ organization { auditEvents(first: 1, filter: { text: "ada changed" }) { totalCount edges { node { type } } } } }`;
    const { body } = await world().as(acme.key).run(document);
    expect(body.data.organization.auditEvents).toEqual({
      totalCount: 150,
      edges: [{ node: { type: 'process.updated' } }],
    });
  });
});
