import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const breakingMigration = new Table({
  name: 'breaking_migration',
  columns: [
    { name: 'name', type: 'varchar', length: '255', isPrimary: true },
    { name: 'breaksBefore', type: 'bigint' },
  ],
});

/** Which migrations break which older programs. Those that stand nowhere in it break none. Source: decision 070. */
export class AddBreakingMigrations1833000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(breakingMigration);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(breakingMigration);
  }
}
