import { type Refusal, RefusalCounts } from '../../src/keys/RefusalCounts';
import { NOW } from '../support/world';

/** A refusal of the key `k1` of `o1` from 203.0.113.1, but for what matters to the test. */
function refusal({ organizationId = 'o1', id = 'k1', network = '203.0.113.1', at = NOW, requestId = 'r1' }): Refusal {
  const key = { id, organizationId, processId: null, name: `Key ${id}` };
  return { key, network, address: network, requestId, userAgent: null, at };
}

describe('refusals of keys', () => {
  it('are one event of one key and network: the first at once, what follows a minute later with its count', () => {
    const counts = new RefusalCounts();
    counts.add(refusal({}));
    expect(counts.takeDue(NOW)).toEqual([
      {
        organizationId: 'o1',
        key: { id: 'k1', organizationId: 'o1', processId: null, name: 'Key k1' },
        address: '203.0.113.1',
        requestId: 'r1',
        userAgent: null,
        firstAt: NOW,
        lastAt: NOW,
        count: 1,
      },
    ]);
    for (let index = 1; index <= 1_000; index += 1) counts.add(refusal({ at: NOW + index, requestId: `r${index}` }));
    expect(counts.takeDue(NOW + 59_999)).toEqual([]);
    expect(counts.takeDue(NOW + 60_000)).toEqual([
      expect.objectContaining({ requestId: 'r1000', firstAt: NOW + 1, lastAt: NOW + 1_000, count: 1_000 }),
    ]);
    expect(counts.takeAll(NOW + 60_000)).toEqual([]);
  });

  it('are forgotten once a minute was quiet', () => {
    const counts = new RefusalCounts();
    counts.add(refusal({}));
    counts.takeDue(NOW);
    expect([counts.takeDue(NOW + 60_000), counts.size]).toEqual([[], 0]);
  });

  it('are written down though the clock is set back by an hour', () => {
    const counts = new RefusalCounts();
    counts.add(refusal({}));
    counts.takeDue(NOW);
    counts.add(refusal({ at: NOW - 3_600_000 }));
    expect(counts.takeDue(NOW - 3_600_000)).toHaveLength(1);
  });

  it('are different events of different keys, and of different networks', () => {
    const counts = new RefusalCounts();
    for (const id of ['k1', 'k2'])
      for (const network of ['192.0.2.1', '192.0.2.2']) counts.add(refusal({ id, network }));
    expect(counts.takeDue(NOW)).toHaveLength(4);
  });

  it('from more networks than the share of an organization holds are counted for the organization, and none is lost', () => {
    const counts = new RefusalCounts();
    for (let index = 0; index < 5_000; index += 1) counts.add(refusal({ network: `network ${index}` }));
    const taken = counts.takeDue(NOW);
    expect([taken.length, counts.size]).toEqual([101, 101]);
    expect(taken.at(-1)).toMatchObject({ organizationId: 'o1', key: { id: 'k1' }, address: null, count: 4_900 });
  });

  it('of many keys beyond the share name no key', () => {
    const counts = new RefusalCounts();
    for (let index = 0; index < 102; index += 1) counts.add(refusal({ id: `k${index}` }));
    expect(counts.takeDue(NOW).at(-1)).toMatchObject({
      organizationId: 'o1',
      key: null,
      address: '203.0.113.1',
      count: 2,
    });
  });

  it('of one organization take no room of those of another', () => {
    const counts = new RefusalCounts();
    for (let index = 0; index < 5_000; index += 1) counts.add(refusal({ network: `network ${index}` }));
    for (let index = 0; index < 10; index += 1) counts.add(refusal({ organizationId: 'o2', id: 'k9' }));
    expect(counts.takeDue(NOW).filter(({ organizationId }) => organizationId === 'o2')).toEqual([
      expect.objectContaining({ key: { id: 'k9', organizationId: 'o2', processId: null, name: 'Key k9' }, count: 10 }),
    ]);
  });

  it('of any number of organizations take bounded room, and none is lost', () => {
    const counts = new RefusalCounts();
    for (let index = 0; index < 30_000; index += 1)
      counts.add(refusal({ organizationId: `o${index}`, id: `k${index}` }));
    expect(counts.size).toBe(11_001);
    const taken = counts.takeDue(NOW);
    expect(taken.reduce((sum, { count }) => sum + count, 0)).toBe(30_000);
    expect(taken.at(-1)).toMatchObject({ organizationId: null, key: null, count: 19_000 });
    counts.takeDue(NOW + 60_000);
    expect(counts.size).toBe(0);
    counts.add(refusal({}));
    expect(counts.takeDue(NOW + 60_000)).toHaveLength(1);
  });
});
