import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const tree = new Table({
  name: 'audit_tree',
  columns: [
    { name: 'id', type: 'varchar', length: '32', isPrimary: true },
    { name: 'size', type: 'bigint' },
    { name: 'frontier', type: 'text' },
    { name: 'firstKept', type: 'bigint' },
    { name: 'proof', type: 'varchar', length: '44' },
    { name: 'sealedAt', type: 'bigint' },
  ],
});

const TILE_KEY = { isPrimary: true, primaryKeyConstraintName: 'audit_tile_pk' };
const tile = new Table({
  name: 'audit_tile',
  columns: [
    { name: 'tree', type: 'varchar', length: '32', ...TILE_KEY },
    { name: 'level', type: 'smallint', ...TILE_KEY },
    { name: 'number', type: 'bigint', ...TILE_KEY },
    { name: 'hashes', type: 'text' },
  ],
});

const CHECKPOINT_KEY = { isPrimary: true, primaryKeyConstraintName: 'audit_checkpoint_pk' };
const checkpoint = new Table({
  name: 'audit_checkpoint',
  columns: [
    { name: 'tree', type: 'varchar', length: '32', ...CHECKPOINT_KEY },
    { name: 'size', type: 'bigint', ...CHECKPOINT_KEY },
    { name: 'at', type: 'bigint' },
    { name: 'note', type: 'text' },
  ],
});

const key = new Table({
  name: 'audit_key',
  columns: [
    { name: 'id', type: 'varchar', length: '32', isPrimary: true },
    { name: 'publicKey', type: 'varchar', length: '44' },
    { name: 'sealedPrivateKey', type: 'text' },
    { name: 'createdAt', type: 'bigint' },
  ],
});

const grace = new Table({
  name: 'audit_grace',
  columns: [
    { name: 'id', type: 'varchar', length: '16', isPrimary: true },
    { name: 'until', type: 'bigint', isNullable: true },
    { name: 'proof', type: 'varchar', length: '44', isNullable: true },
  ],
});

const TABLES = [tree, tile, checkpoint, key, grace];

/**
 * The trees of the audit log, and what is signed of them. Where there are rows already, programs of an earlier version may
 * write further ones for a day, which begins with the first seal. Breaks no program. Source: decisions 102 and 103.
 */
export class AddAuditTrees1871000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.createTable(table);
    const rows: unknown[] = await queryRunner.query('SELECT 1 FROM "audit_event" LIMIT 1');
    const until = rows.length > 0 ? 'NULL' : '0';
    await queryRunner.query(`INSERT INTO "audit_grace" ("id", "until") VALUES ('rows', ${until})`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await queryRunner.dropTable(table);
  }
}
