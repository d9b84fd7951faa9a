import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const keyNetwork = new Table({
  name: 'api_key_network',
  columns: [
    {
      name: 'apiKeyId',
      type: 'varchar',
      length: '32',
      isPrimary: true,
      primaryKeyConstraintName: 'api_key_network_pk',
    },
    { name: 'secretNumber', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'api_key_network_pk' },
    { name: 'network', type: 'varchar', length: '64', isPrimary: true, primaryKeyConstraintName: 'api_key_network_pk' },
    { name: 'firstSeenAt', type: 'bigint', isNullable: true },
    { name: 'lastSeenAt', type: 'bigint', isNullable: true },
    { name: 'reusedAt', type: 'bigint', isNullable: true },
    { name: 'reuseCount', type: 'integer', default: 0 },
  ],
});

const secretUser = new Table({
  name: 'api_key_secret_user',
  columns: [
    { name: 'id', type: 'varchar', length: '64', isPrimary: true, primaryKeyConstraintName: 'api_key_secret_user_pk' },
    { name: 'apiKeyId', type: 'varchar', length: '32' },
    { name: 'secretNumber', type: 'integer' },
    { name: 'address', type: 'varchar', length: '64' },
    { name: 'userAgent', type: 'text', isNullable: true },
    { name: 'operation', type: 'text', isNullable: true },
    { name: 'lastSeenAt', type: 'bigint' },
  ],
  indices: [
    { name: 'api_key_secret_user_newest', columnNames: ['apiKeyId', 'secretNumber', 'lastSeenAt'] },
    { name: 'api_key_secret_user_last_seen_at', columnNames: ['lastSeenAt'] },
  ],
});

/** Where a key was used before this is not known: it counts as used from several networks. */
const USED_BEFORE = `
  INSERT INTO "api_key_network" ("apiKeyId", "secretNumber", "network", "firstSeenAt", "lastSeenAt", "reuseCount")
  SELECT "id", "secretNumber", 'several', "createdAt", "lastUsedAt", 0 FROM "api_key" WHERE "lastUsedAt" IS NOT NULL`;

/** From where secrets were used, and who still uses one that is replaced. Breaks no program. Source: decision 088. */
export class AddKeyNetworks1862000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of [keyNetwork, secretUser]) await queryRunner.createTable(table);
    await queryRunner.query(USED_BEFORE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [secretUser, keyNetwork]) await queryRunner.dropTable(table);
  }
}
