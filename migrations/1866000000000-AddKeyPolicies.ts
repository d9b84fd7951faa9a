import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const keyPolicy = new Table({
  name: 'key_policy',
  columns: [
    { name: 'organizationId', type: 'varchar', length: '32', isPrimary: true },
    { name: 'maxLifetimeDays', type: 'int' },
    { name: 'defaultLifetimeDays', type: 'int' },
    { name: 'grantableScopes', type: 'text', isNullable: true },
    { name: 'allowsAllScopes', type: 'int' },
    { name: 'maxKeysPerOwner', type: 'int', isNullable: true },
    { name: 'requiresNote', type: 'int' },
    { name: 'disableUnusedAfterDays', type: 'int', isNullable: true },
    { name: 'noticeDays', type: 'text' },
    { name: 'onSecretReuse', type: 'varchar', length: '7' },
    { name: 'enforcedFrom', type: 'bigint', isNullable: true },
    { name: 'updatedAt', type: 'bigint' },
    { name: 'updatedBy', type: 'varchar', length: '200' },
    { name: 'version', type: 'int' },
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
