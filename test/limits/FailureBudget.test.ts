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

  it('takes bounded room: networks that are too many share one', () => {
    const { budget } = budgetOf();
    for (let index = 0; index < 50_000; index += 1) budget.spend(`network ${index}`);
    expect(budget.size).toBe(10_001);
    expect([budget.spend('network 50000'), budget.spend('network 1')]).toEqual([60_000, null]);
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
