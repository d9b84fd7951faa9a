import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const keyPolicy = new Table({
  name: 'key_policy',
  columns: [
    { name: 'organizationId', type: 'varchar', length: '32', isPrimary: true },
    { name: 'maxLifetimeDays', type: 'integer' },
    { name: 'defaultLifetimeDays', type: 'integer' },
    { name: 'grantableScopes', type: 'text', isNullable: true },
    { name: 'allowsAllScopes', type: 'integer' },
    { name: 'maxKeysPerOwner', type: 'integer', isNullable: true },
    { name: 'requiresNote', type: 'integer' },
    { name: 'disableUnusedAfterDays', type: 'integer', isNullable: true },
    { name: 'noticeDays', type: 'text' },
    { name: 'onSecretReuse', type: 'varchar', length: '7' },
    { name: 'enforcedFrom', type: 'bigint', isNullable: true },
    { name: 'updatedAt', type: 'bigint' },
    { name: 'updatedBy', type: 'varchar', length: '200' },
    { name: 'version', type: 'integer' },
  ],
});

/** What an organization asks of its keys; no row where it asks nothing. Breaks no program. Source: decision 092. */
export class AddKeyPolicies1866000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(keyPolicy);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(keyPolicy);
  }
}
