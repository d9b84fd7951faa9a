import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Columns are nullable or have a constant default: no engine rewrites the table, and an earlier program inserts without them. */
const COLUMNS = [
  '"version" integer NOT NULL DEFAULT 1',
  '"note" text',
  '"endReason" varchar(24)',
  '"endNote" text',
  '"firstUsedAt" bigint',
  '"secretNumber" integer NOT NULL DEFAULT 1',
  '"secretUntil" bigint',
  '"newestSecretAt" bigint',
  '"otherDigest" varchar(64)',
  '"otherPepperVersion" varchar(8)',
  '"otherNumber" integer',
  '"otherState" varchar(8)',
  '"otherUntil" bigint',
  '"violatesFrom" bigint',
  '"idleLimitMs" bigint',
  '"idleFrom" bigint',
  '"blockedFrom" bigint',
];

const keySecret = new Table({
  name: 'api_key_secret',
  columns: [
    { name: 'apiKeyId', type: 'varchar', length: '32', isPrimary: true, primaryKeyConstraintName: 'api_key_secret_pk' },
    { name: 'number', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'api_key_secret_pk' },
    { name: 'passDigest', type: 'varchar', length: '64' },
    { name: 'pepperVersion', type: 'varchar', length: '8' },
    { name: 'createdAt', type: 'bigint' },
    { name: 'graceMs', type: 'bigint', isNullable: true },
    { name: 'finish', type: 'varchar', length: '6', isNullable: true },
    { name: 'formerExpiresAt', type: 'bigint', isNullable: true },
    { name: 'firstUsedAt', type: 'bigint', isNullable: true },
    { name: 'lastUsedAt', type: 'bigint', isNullable: true },
    { name: 'endedAt', type: 'bigint', isNullable: true },
    { name: 'endedAs', type: 'varchar', length: '9', isNullable: true },
    { name: 'reuseCount', type: 'integer', default: 0 },
  ],
  indices: [{ name: 'api_key_secret_pass_digest', columnNames: ['passDigest'] }],
});

const retiring = new TableIndex({
  name: 'api_key_retiring',
  columnNames: ['otherUntil'],
  where: '"otherState" = \'RETIRING\'',
});
const tombstones = new TableIndex({
  name: 'api_key_named_tombstone',
  columnNames: ['deletedAt'],
  where: '"deletedAt" IS NOT NULL AND "name" <> \'\'',
});

/** Several secrets of one key, why a key ended, and what a policy says of it. Source: decision 085. */
export class AddLivesOfKeys1855000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await queryRunner.query(`ALTER TABLE "api_key" ADD COLUMN ${column}`);
    await queryRunner.createTable(keySecret);
    for (const index of [retiring, tombstones]) await queryRunner.createIndex('api_key', index);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const index of [tombstones, retiring]) await queryRunner.dropIndex('api_key', index);
    await queryRunner.dropTable(keySecret);
    for (const column of [...COLUMNS].reverse()) {
      await queryRunner.query(`ALTER TABLE "api_key" DROP COLUMN ${column.split(' ')[0]}`);
    }
  }
}
