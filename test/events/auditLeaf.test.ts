import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { commitmentOf, disclosedEvent, type LeafRow, leafOf, leafOfNew, newSalts } from '../../src/events/auditLeaf';
import { EVENTS, type EventDefinition } from '../../src/events/catalogue';
import { changesText } from '../../src/events/changesText';
import type { EventChange } from '../../src/events/Happened';
import { isWritten } from '../../src/events/isWritten';

const NAME = 'Import "é" \\ \u2028';
const CHANGES: readonly EventChange[] = [
  { field: 'name', before: null, after: NAME },
  { field: 'scopes', before: null, after: 'workspace.process:read' },
  { field: 'expiresAt', before: null, after: '2027-01-01T00:00:00.000Z' },
];
/** A row in which everything is fixed. */
const ROW: LeafRow = {
  id: '019b2f6e8f7a7c3d9e1f2a3b4c5d6e7f',
  organizationId: '019b2f6e8f7a7c3d9e1f2a3b4c5d6e00',
  at: 1_796_040_000_000,
  actorKind: 'MEMBER',
  actorId: '019b2f6e8f7a7c3d9e1f2a3b4c5d6e01',
  actorName: 'Ada Lovelace',
  type: 'api_key.created',
  targetType: 'ApiKey',
  targetId: '019b2f6e8f7a7c3d9e1f2a3b4c5d6e02',
  targetName: NAME,
  outcome: 'SUCCESS',
  codes: '',
  changes: changesText('ApiKey', CHANGES).all,
  address: '192.0.2.1',
  requestId: '019b2f6e8f7a7c3d9e1f2a3b4c5d6e03',
  count: 1,
  firstAt: null,
  processId: null,
  severity: 1,
  userAgent: 'curl/8',
  salts: 'actor-salt-0123456789Aorigin-salt-123456789Btarget-salt-123456789C',
  erased: null,
};
const [ACTOR, ORIGIN, TARGET] = ['actor-salt-0123456789A', 'origin-salt-123456789B', 'target-salt-123456789C'];
const ROLE = [{ field: 'role', before: 'USER', after: 'ADMIN' }];
const OF_MEMBER = { type: 'member.updated', targetType: 'Member', targetName: 'Bob' } as const;
const OF_NOTHING = { type: 'api_key.denied', targetType: null, targetId: null, targetName: null } as const;

/** The hashes were computed by the functions of `docs/audit-verifier.py`. They decide whether logs that were sealed verify. */
const GOLDEN: readonly (readonly [what: string, row: LeafRow, leaf: string])[] = [
  ['of a key', ROW, 'KDM5R3Uh4LR3tnHRv7O2kKnbnecRthVXxijXP9Z0T/o='],
  [
    'of a member',
    { ...ROW, ...OF_MEMBER, changes: changesText('Member', ROLE).all },
    'pW+DX+13SHSzO9FMiLomz1HULpQiRH6mnLiD14vdY0Y=',
  ],
  [
    'of nothing',
    { ...ROW, ...OF_NOTHING, organizationId: null, outcome: 'REFUSED', codes: 'FORBIDDEN', changes: '[]' },
    'ZYpnYfKetjiCE1leOfEiJM5MG5PMNYPrGt0Egsc3bGU=',
  ],
];

/** Of each event what stands in the tree by a commitment, and what stands there as it is. */
const WRITTEN = ['name', 'note', 'endNote', 'url', 'description'];
const PLAIN = [
  ...['type', 'processId', 'scopes', 'expiresAt', 'secretNumber', 'retiringUntil', 'secretState', 'wasNetworkKnown'],
  ...['endReason', 'violations', 'maxLifetimeDays', 'defaultLifetimeDays', 'grantableScopes', 'allowsAllScopes'],
  ...['maxKeysPerOwner', 'requiresNote', 'disableUnusedAfterDays', 'noticeDays', 'onSecretReuse', 'enforcedFrom'],
  ...['requiredScopes', 'types', 'state', 'eventCount'],
];

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('base64');
/** A value as JSON, names sorted. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_name, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );

/** The leaf by the words of `docs/auditing.md`, from objects. */
function plainLeafOf(row: LeafRow, changes: readonly EventChange[]): string {
  const { actorId, actorKind, actorName, address, userAgent, targetId, targetType, targetName, salts, ...rest } = row;
  const commitment = (from: number, value: unknown) => ({
    sha256: sha256(salts?.slice(from, from + 22) + sorted(value)),
  });
  const written = changes.filter(({ field }) => isWritten(targetType, field));
  const isNothing = targetName === null && written.length === 0;
  const { erased: _erased, severity, ...facts } = rest;
  return sha256(
    `\0${sorted({
      ...facts,
      severity: ['INFO', 'NOTICE', 'WARNING'][severity ?? 0],
      actor: { id: actorId, kind: actorKind, name: commitment(0, actorName) },
      origin: commitment(22, { address, userAgent }),
      changes: changes.filter((change) => !written.includes(change)),
      target: {
        id: targetId,
        type: targetType,
        written: isNothing ? null : commitment(44, { changes: written, name: targetName }),
      },
    })}`,
  );
}

describe('the leaf of a row', () => {
  it.each(GOLDEN)('%s is for ever what it was', (_what, row, leaf) => {
    expect(leafOf(row)).toBe(leaf);
  });

  it('is that of its canonical JSON, whatever its texts hold', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
      fc.constantFrom('', '"', '\\', '\u007f', '\ud800', '\udc00\ud800', '\u2028', '\0', '[]', 'null'),
    );
    const maybe = fc.option(text);
    const field = fc.constantFrom('name', 'note', 'endNote', 'email', 'scopes', 'expiresAt', '"', '\ud800');
    const changes = fc.array(fc.record({ field, before: maybe, after: maybe }), { maxLength: 4 });
    const at = fc.maxSafeInteger();
    const row = fc.record({
      ...{ id: text, organizationId: maybe, at, actorId: maybe, actorName: text, type: text, targetId: maybe },
      ...{ targetName: maybe, codes: text, address: text, requestId: text, count: fc.nat(), firstAt: fc.option(at) },
      ...{ processId: maybe, userAgent: maybe, severity: fc.nat(2), salts: fc.constant(null).map(newSalts) },
      targetType: fc.constantFrom(null, 'ApiKey', 'Member', 'Invitation', 'Process'),
    });
    fc.assert(
      fc.property(row, changes, (given, list) => {
        const told = changesText(given.targetType, list);
        const whole: LeafRow = { ...ROW, ...given, changes: told.all };
        const leaf = plainLeafOf(whole, list);
        expect([leafOf(whole), leafOfNew(whole, told)]).toEqual([leaf, leaf]);
        expect(sorted(JSON.parse(disclosedEvent(whole)))).toBe(disclosedEvent(whole));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('has commitments to what people wrote and where they were, and all else as it is', () => {
    expect(JSON.parse(disclosedEvent(ROW))).toMatchObject({
      actor: { name: { salt: ACTOR, value: 'Ada Lovelace' } },
      origin: { salt: ORIGIN, value: { address: '192.0.2.1', userAgent: 'curl/8' } },
      target: {
        written: { salt: TARGET, value: { changes: [{ after: NAME, before: null, field: 'name' }], name: NAME } },
      },
      changes: [
        { after: 'workspace.process:read', before: null, field: 'scopes' },
        { after: '2027-01-01T00:00:00.000Z', before: null, field: 'expiresAt' },
      ],
    });
  });

  it('knows of each field of the catalogue on which side it stands', () => {
    const definitions: readonly EventDefinition[] = Object.values(EVENTS);
    const fields = definitions.flatMap(({ target, changes }) => changes.map((field) => [target, field] as const));
    for (const [target, field] of fields) {
      const isOfPerson = target === 'Member' || target === 'Invitation';
      expect([...WRITTEN, ...PLAIN, 'role']).toContain(field);
      expect([target, field, isWritten(target, field)]).toEqual([target, field, isOfPerson || WRITTEN.includes(field)]);
    }
    expect(isWritten('Webhook', 'email')).toBe(true);
  });

  it('is the same after a part was erased, and keeps the changes that nobody wrote', () => {
    const { written, plain } = changesText('ApiKey', CHANGES);
    const target = commitmentOf(ROW, 'target', written);
    const left = { ...ROW, targetName: null, changes: plain, erased: JSON.stringify({ target }) };
    expect(leafOf({ ...left, salts: `${ACTOR}${ORIGIN}${'A'.repeat(22)}` })).toBe(GOLDEN[0]?.[2]);
  });

  it('is that of a row of an earlier version, too, which has other names first', () => {
    const changes = JSON.stringify(CHANGES);
    expect(changes).toMatch(/^\[\{"field":"name","before"/);
    expect(leafOf({ ...ROW, changes })).toBe(GOLDEN[0]?.[2]);
  });

  const commitment = `${'A'.repeat(43)}=`;
  it.each<[string, Partial<LeafRow>]>([
    ['changes that are half an object', { changes: '[{"field"' }],
    ['changes with more than fields and values', { changes: '[{"after":null,"before":null,"field":"type","x":1}]' }],
    ['changes with a name twice', { changes: '[{"after":"a","after":"b","before":null,"field":"type"}]' }],
    ['changes with spaces', { changes: '[ ]' }],
    ['changes that are no list', { changes: '{}' }],
    ['a part that is erased, and there', { erased: JSON.stringify({ actor: commitment }) }],
    ['an erased part that there is not', { erased: JSON.stringify({ codes: commitment }) }],
    ['a commitment that is no hash', { actorName: '', erased: '{"actor":"x"}' }],
    ...['0', '[]', '{}', '"x"', 'true'].map((erased): [string, Partial<LeafRow>] => [
      `a note of erasure that is ${erased}`,
      { erased },
    ]),
    ['a severity that is no place of the list', { severity: 3 }],
    ['a severity between two places', { severity: 1.5 }],
    ['a severity of bytes, which SQLite keeps in any column', { severity: Buffer.from('2') as unknown as number }],
    ['salts of bytes', { salts: Buffer.alloc(66, 'A') as unknown as string }],
    ['the salts of another rule', { salts: 'A'.repeat(110) }],
    ['no salts', { salts: null }],
  ])('is none where the row has %s', (_what, wrong) => {
    expect(() => leafOf({ ...ROW, ...wrong })).toThrow();
  });
});
