import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const LIVE = '"deletedAt" IS NULL';
const LIVE_OF_PROCESS = '"processId" IS NOT NULL AND "deletedAt" IS NULL';
const DISABLED = '"disabledAt" IS NOT NULL';
const DELETED = '"deletedAt" IS NOT NULL';

const index = (name: string, columnNames: string[], where?: string) =>
  new TableIndex({ name: `api_key_${name}`, columnNames, ...(where === undefined ? {} : { where }) });

const BEFORE = [
  index('process_id', ['processId']),
  index('organization_created_at', ['organizationId', 'createdAt', 'id']),
  index('organization_expires_at', ['organizationId', 'expiresAt', 'id']),
  index('organization_sort_name', ['organizationId', 'sortName', 'id']),
];

const AFTER = (
  [
    ['created_at', 'createdAt', ['expiresAt']],
    ['expires_at', 'expiresAt', []],
    ['sort_name', 'sortName', ['expiresAt']],
  ] as const
).flatMap(([ending, column, expiresAt]) => {
  const sorted = ['organizationId', column, 'id'];
  return [
    index(`live_${ending}`, [...sorted, 'processId', ...expiresAt, 'disabledAt'], LIVE),
    index(`process_${ending}`, ['processId', ...sorted, ...expiresAt, 'disabledAt'], LIVE_OF_PROCESS),
    index(`disabled_${ending}`, [...sorted, 'processId', ...expiresAt, 'deletedAt'], DISABLED),
    index(`deleted_${ending}`, [...sorted, 'processId', ...expiresAt], DELETED),
  ];
});

/** What lists of keys are read by, however many keys there are. Source: decision 032. */
export class AddListIndexes1800000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Dropped last: on PostgreSQL that keeps readers out, to the end of the transaction.
    await queryRunner.createIndices('api_key', AFTER);
    await queryRunner.dropIndices('api_key', BEFORE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createIndices('api_key', BEFORE);
    await queryRunner.dropIndices('api_key', AFTER);
  }
}
