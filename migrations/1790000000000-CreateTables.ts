import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const id = (name: string, isNullable = false): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: '32',
  isNullable,
});
const instant = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'bigint', isNullable });
const words = (name: string, length: number, isNullable = false): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});
const text = (name: string): TableColumnOptions => ({ name, type: 'text' });
const sortName: TableColumnOptions = { name: 'sortName', type: 'text', collation: 'BINARY' };
const primary = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isPrimary: true });
const reference = (name: string, columnName: string, referencedTableName: string) => ({
  name,
  columnNames: [columnName],
  referencedTableName,
  referencedColumnNames: ['id'],
});

const organization = new Table({
  name: 'organization',
  columns: [primary(id('id')), text('name'), instant('createdAt'), instant('disabledAt', true)],
});

const user = new Table({
  name: 'user',
  columns: [
    primary(id('id')),
    words('email', 254),
    text('name'),
    sortName,
    words('passwordHash', 60),
    instant('createdAt'),
  ],
  indices: [{ name: 'user_email', columnNames: ['email'], isUnique: true }],
});

const membership = new Table({
  name: 'membership',
  columns: [primary(id('id')), id('userId'), id('organizationId'), words('role', 8), instant('createdAt')],
  foreignKeys: [
    reference('membership_user', 'userId', 'user'),
    reference('membership_organization', 'organizationId', 'organization'),
  ],
  indices: [
    { name: 'membership_user_organization', columnNames: ['userId', 'organizationId'], isUnique: true },
    { name: 'membership_organization_id', columnNames: ['organizationId'] },
  ],
});

const process = new Table({
  name: 'process',
  columns: [
    primary(id('id')),
    id('organizationId'),
    text('name'),
    sortName,
    words('type', 16),
    words('status', 16),
    instant('createdAt'),
    instant('updatedAt'),
    instant('deletedAt', true),
  ],
  foreignKeys: [reference('process_organization', 'organizationId', 'organization')],
  indices: [{ name: 'process_organization_sort_name', columnNames: ['organizationId', 'sortName', 'id'] }],
});

const apiKey = new Table({
  name: 'api_key',
  columns: [
    primary(id('id')),
    id('organizationId'),
    id('processId', true),
    text('name'),
    sortName,
    words('user', 20),
    words('passDigest', 64),
    words('pepperVersion', 8),
    text('scopes'),
    instant('expiresAt'),
    instant('createdAt'),
    words('createdBy', 200, true),
    instant('lastUsedAt', true),
    instant('disabledAt', true),
    instant('deletedAt', true),
  ],
  foreignKeys: [
    reference('api_key_organization', 'organizationId', 'organization'),
    reference('api_key_process', 'processId', 'process'),
  ],
  indices: [
    { name: 'api_key_user', columnNames: ['user'], isUnique: true },
    { name: 'api_key_process_id', columnNames: ['processId'] },
    { name: 'api_key_organization_created_at', columnNames: ['organizationId', 'createdAt', 'id'] },
    { name: 'api_key_organization_expires_at', columnNames: ['organizationId', 'expiresAt', 'id'] },
    { name: 'api_key_organization_sort_name', columnNames: ['organizationId', 'sortName', 'id'] },
  ],
});

const auditEvent = new Table({
  name: 'audit_event',
  columns: [
    primary(id('id')),
    id('organizationId'),
    instant('at'),
    words('actorKind', 16),
    id('actorId', true),
    words('actorName', 200),
    words('action', 64),
    id('targetId', true),
    words('outcome', 16),
    words('codes', 200),
    words('address', 64),
    words('requestId', 64),
  ],
  indices: [{ name: 'audit_event_organization_at', columnNames: ['organizationId', 'at'] }],
});

const TABLES = [organization, user, membership, process, apiKey, auditEvent];

/** The first tables. */
export class CreateTables1790000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // SQLite has a collation of this name; PostgreSQL is given one that sorts the same way. Source: decision 017.
    if (queryRunner.dataSource.options.type === 'postgres') {
      await queryRunner.query(`CREATE COLLATION "BINARY" (provider = libc, locale = 'C')`);
    }
    for (const table of TABLES) await queryRunner.createTable(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await queryRunner.dropTable(table);
    if (queryRunner.dataSource.options.type === 'postgres') await queryRunner.query('DROP COLLATION "BINARY"');
  }
}
