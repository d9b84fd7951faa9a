import { type HistoryLine, historyFaults, storedFaults } from './historyFaults';

const [READ, WRITE] = ['workspace.process:read', 'workspace.process:update'];
const KEY: HistoryLine = {
  kind: 'MADE',
  id: 'K',
  keyId: 'K',
  restsOn: ['K', 'P'],
  scopes: [READ, WRITE],
  begin: 0,
  end: 10,
};
const TOKEN: HistoryLine = { ...KEY, id: 'T', restsOn: ['T', 'K', 'P'], scopes: [READ], begin: 11, end: 12 };

type Seen = { readonly held?: readonly string[]; readonly lacking?: readonly string[] };

function accepted(id: string, begin: number, end: number, { held = [], lacking = [] }: Seen = {}): HistoryLine {
  return { kind: 'ACCEPTED', id, begin, end, held, lacking };
}

function refused(id: string, begin: number, end: number): HistoryLine {
  return { kind: 'REFUSED', id, begin, end, held: [], lacking: [] };
}

function ended(id: string, begin: number, end: number, isAcknowledged = true): HistoryLine {
  return { kind: 'ENDED', id, begin, end, isAcknowledged };
}

function narrowed(scopes: readonly string[], begin: number, end: number, isAcknowledged = true): HistoryLine {
  return { kind: 'NARROWED', id: 'K', scopes, begin, end, isAcknowledged };
}

/** The first words of each fault. */
function convicts(...lines: readonly HistoryLine[]): string[] {
  return historyFaults([KEY, TOKEN, ...lines]).map((fault) => fault.split(' (')[0] ?? '');
}

describe('the checker of histories', () => {
  it.each([
    ['a key', 'K', 'K'],
    ['a key whose process has ended', 'K', 'P'],
    ['a token', 'T', 'T'],
    ['a token whose key has ended', 'T', 'K'],
  ])('convicts whoever accepts %s in a request that began after the end was acknowledged', (_what, used, over) => {
    expect(convicts(ended(over, 20, 30), accepted(used, 31, 32))).toEqual([`stale accept ${used}`]);
    expect(convicts(ended(over, 20, 30), accepted(used, 29, 99))).toEqual([]);
    expect(convicts(ended(over, 20, 30, false), accepted(used, 31, 32))).toEqual([]);
  });

  it('leaves a key alone whose token has ended', () => {
    expect(convicts(ended('T', 20, 30), accepted('K', 31, 32))).toEqual([]);
  });

  it('convicts whoever refuses what was acknowledged and nobody can have ended', () => {
    expect(convicts(refused('K', 11, 12))).toEqual(['lost K']);
    expect(convicts(ended('T', 13, 14), refused('K', 15, 16))).toEqual(['lost K']);
    expect(convicts(refused('K', 9, 12))).toEqual([]);
  });

  it.each([
    ['acknowledged', true],
    ['unknown', false],
  ])('lets an end count from its begin, where it is %s', (_what, isAcknowledged) => {
    expect(convicts(refused('K', 15, 19), ended('K', 20, 30, isAcknowledged))).toEqual(['lost K']);
    expect(convicts(refused('K', 15, 21), ended('K', 20, 30, isAcknowledged))).toEqual([]);
  });

  it('convicts whoever accepts what was refused for good, though nobody knows when it ended', () => {
    const doubt = ended('K', 20, 30, false);
    expect(convicts(doubt, refused('K', 31, 32), accepted('K', 33, 34))).toEqual(['resurrection K']);
    expect(convicts(doubt, refused('K', 31, 32), accepted('K', 31.5, 34))).toEqual([]);
  });

  it('judges each scope as it judges the whole', () => {
    const narrowing = narrowed([WRITE], 20, 30);
    expect(convicts(narrowing, accepted('K', 31, 32, { held: [READ] }))).toEqual([`stale accept: ${READ} of K`]);
    expect(convicts(narrowing, accepted('T', 31, 32, { held: [READ] }))).toEqual([`stale accept: ${READ} of T`]);
    expect(convicts(narrowing, accepted('K', 29, 32, { held: [READ, WRITE] }))).toEqual([]);
    expect(convicts(narrowing, accepted('K', 31, 32, { lacking: [WRITE] }))).toEqual([`lost: ${WRITE} of K`]);
    const doubt = narrowed([WRITE], 20, 30, false);
    const [lacks, has] = [accepted('K', 31, 32, { lacking: [READ] }), accepted('K', 33, 34, { held: [READ] })];
    expect(convicts(doubt, lacks, has)).toEqual([`resurrection: ${READ} of K`]);
    expect(convicts(doubt, has)).toEqual([]);
  });

  it('convicts whoever gives a credential what it never had', () => {
    expect(convicts(accepted('T', 13, 14, { held: [WRITE] }))).toEqual([`stale accept: ${WRITE} of T`]);
  });

  it('compares what is stored with what was acknowledged', () => {
    const stored = { id: 'K', isEnded: false, scopes: [READ, WRITE] };
    expect(storedFaults([KEY], [])).toEqual(['lost: the making of K']);
    expect(storedFaults([KEY, TOKEN], [stored])).toEqual([]);
    expect(storedFaults([KEY], [{ ...stored, isEnded: true }])).toEqual(['stored: K has ended']);
    expect(storedFaults([KEY, ended('P', 20, 30)], [stored])).toEqual(['stored: K has not ended']);
    expect(storedFaults([KEY, narrowed([WRITE], 20, 30)], [stored])).toEqual([`stored: K has ${READ}`]);
    expect(storedFaults([KEY], [{ ...stored, scopes: [READ] }])).toEqual([`stored: K lacks ${WRITE}`]);
  });

  it('takes either where a change was not answered', () => {
    const doubts = [KEY, ended('K', 20, 30, false), narrowed([WRITE], 20, 30, false)];
    for (const isEnded of [true, false]) {
      for (const scopes of [[WRITE], [READ, WRITE]]) {
        expect(storedFaults(doubts, [{ id: 'K', isEnded, scopes }])).toEqual([]);
      }
    }
  });
});
