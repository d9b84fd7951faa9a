import { FailureBudget } from '../../src/limits/FailureBudget';
import { createLog } from '../../src/log';
import { ONE_CAUSE, RareLines } from '../../src/RareLines';
import { NOW } from '../support/world';

/** A budget of three failures a minute, its clock, and the lines that it writes. */
function budgetOf(perMinute = 3) {
  const at = { now: NOW };
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const rare = new RareLines(log, () => at.now, { ...ONE_CAUSE, maxLines: 20 });
  return { at, lines, budget: new FailureBudget(() => at.now, perMinute, rare) };
}

describe('the budget of failures', () => {
  it('is of each network, and begins anew after a minute', () => {
    const { at, budget } = budgetOf();
    const spend = (address: string) => budget.spend(address);
    at.now = NOW;
    expect([1, 2, 3, 4].map(() => spend('192.0.2.1'))).toEqual([null, null, null, 60_000]);
    at.now = NOW + 59_000;
    expect([spend('192.0.2.1'), spend('192.0.2.2')]).toEqual([1_000, null]);
    at.now = NOW + 60_000;
    expect(spend('192.0.2.1')).toBeNull();
  });

  it('is shared by a /64 of IPv6, and by IPv4 however it is written', () => {
    const { budget } = budgetOf(1);
    expect([budget.spend('2001:db8::1'), budget.spend('2001:db8::ffff:1')]).toEqual([null, 60_000]);
    expect([budget.spend('192.0.2.1'), budget.spend('::ffff:192.0.2.1')]).toEqual([null, 60_000]);
  });

  it('is without end where it is 0', () => {
    const { budget, lines } = budgetOf(0);
    for (let index = 0; index < 1_000; index += 1) expect(budget.spend('192.0.2.1')).toBeNull();
    expect([budget.size, lines]).toEqual([0, []]);
  });

  it('takes bounded room, and refuses no network for the failures of any number of others', () => {
    const { budget } = budgetOf();
    const waits = new Set<number | null>();
    let largest = 0;
    for (let index = 0; index < 50_000; index += 1) {
      waits.add(budget.spend(`network ${index}`));
      largest = Math.max(largest, budget.size);
    }
    expect([[...waits], largest]).toEqual([[null], 10_000]);
    expect([1, 2, 3, 4].map(() => budget.spend('192.0.2.1'))).toEqual([null, null, null, 60_000]);
  });

  it('forgets the networks with the fewest failures where there are too many', () => {
    const { budget } = budgetOf();
    for (let index = 0; index < 4_000; index += 1) {
      for (let time = 0; time < 4; time += 1) budget.spend(`guesser ${index}`);
    }
    for (let index = 0; index < 50_000; index += 1) budget.spend(`network ${index}`);
    const waits = new Set(Array.from({ length: 4_000 }, (_each, index) => budget.spend(`guesser ${index}`)));
    expect([...waits]).toEqual([60_000]);
  });

  it('forgets half of them at a time, so that a flood of new ones has them sorted seldom', () => {
    const { budget } = budgetOf(1_000_000);
    for (let index = 0; index < 10_000; index += 1) {
      for (let time = 0; time <= index % 100; time += 1) budget.spend(`network ${index}`);
    }
    budget.spend('one more');
    expect(budget.size).toBe(5_001);
  });

  it('tells how many failures a minute had, where networks were forgotten', () => {
    const { at, lines, budget } = budgetOf();
    for (let index = 0; index < 25_000; index += 1) budget.spend(`network ${index}`);
    expect(lines).toEqual([]);
    at.now = NOW + 60_000;
    budget.spend('192.0.2.1');
    expect(lines).toEqual([
      expect.objectContaining({
        failureCount: 25_000,
        msg: expect.stringMatching(/^more networks than can be counted/),
      }),
    ]);
    at.now = NOW + 1_200_000;
    budget.spend('192.0.2.1');
    expect(lines).toHaveLength(1);
  });

  it('is not held up by a clock that is set back', () => {
    const { at, budget } = budgetOf(1);
    budget.spend('192.0.2.1');
    at.now = NOW - 3_600_000;
    expect(budget.spend('192.0.2.1')).toBeNull();
  });

  it('is told of when a network has used it up, once in ten minutes, with how many failures were refused since', () => {
    const { at, lines, budget } = budgetOf();
    for (let minute = 0; minute < 11; minute += 1) {
      at.now = NOW + minute * 60_000;
      for (let index = 0; index < 103; index += 1) budget.spend('192.0.2.1');
    }
    expect(lines).toEqual([
      expect.objectContaining({ network: '192.0.2.1', failuresPerMinute: 3, refusedCount: 1 }),
      expect.objectContaining({ network: '192.0.2.1', failuresPerMinute: 3, refusedCount: 1_000 }),
    ]);
  });
});
