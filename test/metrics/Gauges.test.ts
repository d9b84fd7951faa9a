import { type GaugeReaders, Gauges } from '../../src/metrics/Gauges';
import { gate } from '../support/gate';

const all = () => true;

/** Opens gauges. Shape: `told` are the failures that were told. */
function opened(readers: GaugeReaders, patienceMs?: number) {
  const told: unknown[] = [];
  const gauges = new Gauges(readers, (name, error) => told.push([name, String(error)]), patienceMs);
  return { gauges, told };
}

describe('gauges', () => {
  it('are read when somebody asks, in the order of their series, with 0 for those left out', async () => {
    let count = 0;
    const { gauges } = opened({
      latchkey_write_queue: () => {
        count += 1;
        return count;
      },
      latchkey_outbox_parcels: async () => [{ labels: { state: 'given_up', kind: 'mail' }, value: 7 }],
    });
    expect(count).toBe(0);
    expect(await gauges.read(all)).toEqual({ latchkey_write_queue: [1], latchkey_outbox_parcels: [0, 0, 7] });
    expect(await gauges.read(({ toldBy }) => toldBy === 'EACH')).toEqual({ latchkey_write_queue: [2] });
  });

  it('that fail are left out and told, and the others are read', async () => {
    const { gauges, told } = opened({
      latchkey_workers: () => 2,
      latchkey_audit_unsealed: () => Promise.reject(new Error('no such table')),
    });
    expect(await gauges.read(all)).toEqual({ latchkey_workers: [2] });
    expect(told).toEqual([['latchkey_audit_unsealed', 'Error: no such table']]);
  });

  it('have no series that is not in the list', async () => {
    const { gauges, told } = opened({
      latchkey_database_connections: () => [{ labels: { state: "'; DROP TABLE" }, value: 1 }],
      latchkey_outbox_parcels: () => [{ labels: { kind: 'mail' }, value: 1 }],
      latchkey_write_queue: () => [{ labels: { queue: 'a' }, value: 1 }],
    });
    expect(await gauges.read(all)).toEqual({});
    expect(told.sort()).toEqual([
      [
        'latchkey_database_connections',
        'Error: latchkey_database_connections has no series {"state":"\'; DROP TABLE"}.',
      ],
      ['latchkey_outbox_parcels', 'Error: latchkey_outbox_parcels has no series {"kind":"mail"}.'],
      ['latchkey_write_queue', 'Error: latchkey_write_queue has no series {"queue":"a"}.'],
    ]);
  });

  it('that hang are left out, and are not begun again until they have ended', async () => {
    const { open, opened: ended } = gate();
    let begunCount = 0;
    const { gauges } = opened(
      {
        latchkey_workers: () => 2,
        latchkey_usage_lag_seconds: async () => {
          begunCount += 1;
          await ended;
          return 3;
        },
      },
      1,
    );
    expect(await gauges.read(all)).toEqual({ latchkey_workers: [2] });
    expect(await gauges.read(all)).toEqual({ latchkey_workers: [2] });
    expect(begunCount).toBe(1);
    open();
    await ended;
    expect((await gauges.read(all)).latchkey_workers).toEqual([2]);
  });
});
