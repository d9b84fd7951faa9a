import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const id = (name: string): TableColumnOptions => ({ name, type: 'varchar', length: '32' });
const digest = (name: string): TableColumnOptions => ({ name, type: 'varchar', length: '64' });
const instant = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const primary = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isPrimary: true });
const reference = (name: string, columnName: string, referencedTableName: string) => ({
  name,
  columnNames: [columnName],
  referencedTableName,
  referencedColumnNames: ['id'],
});

const session = new Table({
  name: 'session',
  columns: [
    primary(id('id')),
    digest('tokenDigest'),
    id('userId'),
    id('membershipId'),
    instant('createdAt'),
    instant('lastSeenAt'),
  ],
  foreignKeys: [
    reference('session_user', 'userId', 'user'),
    reference('session_membership', 'membershipId', 'membership'),
  ],
  indices: [
    { name: 'session_token_digest', columnNames: ['tokenDigest'], isUnique: true },
    { name: 'session_user_id', columnNames: ['userId'] },
    { name: 'session_membership_id', columnNames: ['membershipId'] },
    { name: 'session_created_at', columnNames: ['createdAt'] },
  ],
});

const invitation = new Table({
  name: 'invitation',
  columns: [
    primary(id('id')),
    id('organizationId'),
    { name: 'email', type: 'varchar', length: '254' },
    { name: 'role', type: 'varchar', length: '8' },
    digest('tokenDigest'),
    id('createdById'),
    { name: 'createdBy', type: 'varchar', length: '200' },
    instant('createdAt'),
    instant('expiresAt'),
  ],
  foreignKeys: [reference('invitation_organization', 'organizationId', 'organization')],
  indices: [
    { name: 'invitation_token_digest', columnNames: ['tokenDigest'], isUnique: true },
    { name: 'invitation_organization_email', columnNames: ['organizationId', 'email'], isUnique: true },
    { name: 'invitation_created_by_id', columnNames: ['createdById'] },
  ],
});

const throttle = new Table({
  name: 'throttle',
  columns: [primary(digest('subject')), { name: 'count', type: 'integer' }, instant('endsAt')],
  indices: [{ name: 'throttle_ends_at', columnNames: ['endsAt'] }],
});

const TABLES = [session, invitation, throttle];

/** What people sign in with, how they are invited, and how often they may try. */
export class AddSessions1805000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.createTable(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await queryRunner.dropTable(table);
  }
}
