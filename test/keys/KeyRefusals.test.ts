import type { Database } from '../../src/database/Database';
import { Changes } from '../../src/events/Changes';
import { writeAuditRows } from '../../src/events/writeAuditRows';
import { KeyRefusals } from '../../src/keys/KeyRefusals';
import { describeOnEachEngine, freshDatabase } from '../support/engines';
import { withLostAnswer } from '../support/withLostAnswer';
import { NOW } from '../support/world';

const KEY = { id: 'k1', organizationId: 'o1', name: 'Key' };
const ORIGIN = { address: '127.0.0.1', requestId: 'r1' };

describeOnEachEngine('refusals of keys', (engine) => {
  let database: Database;

  beforeEach(async () => {
    database = await freshDatabase(engine);
  });
  afterEach(() => database.close());

  it('are written down once, though the answer to the write was lost and they are tried again', async () => {
    const losses: string[] = [];
    const storage = withLostAnswer(database);
    const refusals = new KeyRefusals(storage, new Changes(storage, () => NOW, [writeAuditRows]), (loss) =>
      losses.push(loss),
    );
    refusals.refused(KEY, ORIGIN, NOW);
    await refusals.flush();
    refusals.attempted(KEY, ORIGIN, NOW + 1);
    await refusals.flush();
    const rows = await database.sql('SELECT "at", "outcome" FROM "audit_event" ORDER BY "at"', []);
    expect(rows).toEqual([
      { at: NOW, outcome: 'REFUSED' },
      { at: NOW + 1, outcome: 'ATTEMPTED' },
    ]);
    expect(losses).toEqual(['refused credentials could not be audited']);
  });
});
