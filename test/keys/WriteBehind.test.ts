import { WriteBehind } from '../../src/keys/WriteBehind';

/** Rows that wait for a table that may be broken. */
function waiting() {
  const table: string[][] = [];
  const reported: unknown[] = [];
  const state = { isBroken: false, during: () => undefined as unknown };
  const rows = new WriteBehind<string>({
    maxWaiting: 3,
    maxRows: 2,
    write: async (some) => {
      state.during();
      if (state.isBroken) throw new Error('locked');
      table.push([...some]);
    },
    failed: (error, rowCount) => reported.push([String(error), rowCount]),
  });
  return { rows, table, reported, state };
}

describe('rows that wait', () => {
  it('are written once each, in the order of their names, so many at a time', async () => {
    const { rows, table } = waiting();
    for (const name of ['c', 'a', 'b']) rows.add(name, name);
    await rows.flush();
    await rows.flush();
    expect(table).toEqual([['a', 'b'], ['c']]);
  });

  it('wait on where a write fails, which is reported', async () => {
    const { rows, table, reported, state } = waiting();
    rows.add('a', 'a');
    state.isBroken = true;
    await rows.flush();
    expect([table, reported]).toEqual([[], [['Error: locked', 1]]]);
    state.isBroken = false;
    await rows.flush();
    expect(table).toEqual([['a']]);
  });

  it('are written again where they changed while they were written', async () => {
    const { rows, table, state } = waiting();
    rows.add('a', 'before');
    state.during = () => rows.add('a', 'after');
    await rows.flush();
    state.during = () => undefined;
    await rows.flush();
    expect(table).toEqual([['before'], ['after']]);
  });

  it('are refused where there is no room, but for one that waits already', () => {
    const { rows } = waiting();
    expect(['a', 'b', 'c', 'd', 'a'].map((name) => rows.add(name, name))).toEqual([true, true, true, false, true]);
  });
});
