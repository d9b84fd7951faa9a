import type { Database } from '../../src/database/Database';
import { Changes } from '../../src/events/Changes';
import { writeAuditRows } from '../../src/events/writeAuditRows';
import { KeyUse } from '../../src/keys/KeyUse';
import { describeOnEachEngine, freshDatabase } from '../support/engines';
import { withLostAnswer } from '../support/withLostAnswer';
import { NOW } from '../support/world';

const KEY = { id: 'k1', organizationId: 'o1', name: 'Key', lastUsedAt: null };
const ORIGIN = { address: '127.0.0.1', requestId: 'r1' };

describeOnEachEngine('the use of keys', (engine) => {
  let database: Database;

  beforeEach(async () => {
    database = await freshDatabase(engine);
  });
  afterEach(() => database.close());

  it('is written down once, though the answer to the write was lost and it is tried again', async () => {
    const losses: string[] = [];
    const storage = withLostAnswer(database);
    const keyUse = new KeyUse(storage, new Changes(storage, () => NOW, [writeAuditRows]), (loss) => losses.push(loss));
    keyUse.refused(KEY, ORIGIN, NOW);
    await keyUse.flush();
    keyUse.attempted(KEY, ORIGIN, NOW + 1);
    await keyUse.flush();
    const rows = await database.sql('SELECT "at", "outcome" FROM "audit_event" ORDER BY "at"', []);
    expect(rows).toEqual([
      { at: NOW, outcome: 'REFUSED' },
      { at: NOW + 1, outcome: 'ATTEMPTED' },
    ]);
    expect(losses).toEqual(['refused credentials could not be audited']);
  });
});
