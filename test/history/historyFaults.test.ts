import type { HistoryLine } from './HistoryLine';
import { historyFaults, storedFaults } from './historyFaults';

const [READ, WRITE] = ['workspace.process:read', 'workspace.process:update'];
const KEY: HistoryLine = {
  kind: 'MADE',
  id: 'K',
  keyId: 'K',
  restsOn: ['K', 'P'],
  scopes: [READ, WRITE],
  number: 1,
  begin: 0,
  end: 10,
};
const TOKEN: HistoryLine = {
  kind: 'MADE',
  id: 'T',
  keyId: 'K',
  restsOn: ['T', 'K', 'P'],
  scopes: [READ],
  begin: 11,
  end: 12,
};

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

function returned(id: string, begin: number, end: number, isAcknowledged = true): HistoryLine {
  return { kind: 'RETURNED', id, begin, end, isAcknowledged };
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

  it('convicts whoever accepts between an acknowledged end and the begin of a return', () => {
    const back = [ended('K', 20, 30), returned('K', 40, 50)];
    expect(convicts(...back, accepted('K', 31, 39))).toEqual(['stale accept K']);
    expect(convicts(...back, accepted('K', 31, 41))).toEqual([]);
    expect(convicts(...back, refused('K', 41, 49))).toEqual([]);
    expect(convicts(...back, refused('K', 51, 52))).toEqual(['lost K']);
    expect(convicts(...back, ended('K', 60, 61), accepted('T', 62, 63))).toEqual(['stale accept T']);
    expect(convicts(ended('K', 20, 30), returned('K', 25, 35), accepted('K', 31, 32))).toEqual([]);
    expect(convicts(ended('K', 20, 30), returned('K', 25, 35), refused('K', 36, 37))).toEqual([]);
  });

  it('takes either where a return was not answered', () => {
    const doubt = [ended('K', 20, 30), returned('K', 40, Infinity, false)];
    expect(convicts(...doubt, accepted('K', 60, 61))).toEqual([]);
    expect(convicts(...doubt, refused('K', 60, 61))).toEqual([]);
    expect(convicts(...doubt, accepted('K', 31, 39))).toEqual(['stale accept K']);
  });

  it('lets a return bring back nothing but what returned', () => {
    const over = [ended('P', 20, 30), returned('K', 40, 50)];
    expect(convicts(...over, accepted('K', 51, 52))).toEqual(['stale accept K']);
    const doubt = ended('P', 20, Infinity, false);
    expect(convicts(doubt, refused('K', 31, 32), returned('K', 33, 34), accepted('K', 35, 36))).toEqual([]);
    expect(convicts(doubt, refused('K', 31, 32), accepted('K', 35, 36))).toEqual(['resurrection K']);
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
    const stored = { id: 'K', numbers: [1], scopes: [READ, WRITE] };
    expect(storedFaults([KEY], [])).toEqual(['lost: the making of K']);
    expect(storedFaults([KEY, TOKEN], [stored])).toEqual([]);
    expect(storedFaults([KEY], [{ ...stored, numbers: [2] }])).toEqual(['stored: K has ended']);
    expect(storedFaults([KEY, ended('P', 20, 30)], [stored])).toEqual(['stored: K has not ended']);
    const back = [KEY, ended('K', 20, 30), returned('K', 40, 50)];
    expect(storedFaults(back, [stored])).toEqual([]);
    expect(storedFaults(back, [{ ...stored, numbers: [] }])).toEqual(['stored: K has ended']);
    expect(storedFaults([KEY, narrowed([WRITE], 20, 30)], [stored])).toEqual([`stored: K has ${READ}`]);
    expect(storedFaults([KEY], [{ ...stored, scopes: [READ] }])).toEqual([`stored: K lacks ${WRITE}`]);
  });

  it('takes either where a change was not answered', () => {
    const doubts = [KEY, ended('K', 20, 30, false), narrowed([WRITE], 20, 30, false)];
    for (const numbers of [[1], []]) {
      for (const scopes of [[WRITE], [READ, WRITE]]) {
        expect(storedFaults(doubts, [{ id: 'K', numbers, scopes }])).toEqual([]);
      }
    }
  });
});
