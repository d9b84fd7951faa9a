import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const id: TableColumnOptions = { name: 'id', type: 'varchar', length: '32', isPrimary: true };

const signingKey = new Table({
  name: 'signing_key',
  columns: [
    id,
    { name: 'publicKey', type: 'text' },
    { name: 'sealedPrivateKey', type: 'text' },
    { name: 'secretVersion', type: 'varchar', length: '8' },
    { name: 'createdAt', type: 'bigint' },
    { name: 'endsAt', type: 'bigint', isNullable: true },
  ],
});

const revokedToken = new Table({
  name: 'revoked_token',
  columns: [id, { name: 'expiresAt', type: 'bigint' }],
});

/** What access tokens are signed with, and those that were ended before their time. */
export class AddAccessTokens1795000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(signingKey);
    await queryRunner.createTable(revokedToken);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(revokedToken);
    await queryRunner.dropTable(signingKey);
  }
}
