import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const words = (name: string, length: number, isNullable = false): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
  isNullable,
});
const instant = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const text = (name: string, isNullable = false): TableColumnOptions => ({ name, type: 'text', isNullable });

const indices = [{ name: 'audit_event_organization_at', columnNames: ['organizationId', 'at'] }];

/** What was the name of an action, what it is now, and what it is about. */
const RENAMED: readonly (readonly [action: string, type: string, target: string])[] = [
  ['init', 'organization.created', 'Organization'],
  ['updateOrganization', 'organization.updated', 'Organization'],
  ['createProcess', 'process.created', 'Process'],
  ['updateProcess', 'process.updated', 'Process'],
  ['deleteProcess', 'process.deleted', 'Process'],
  ['createApiKey', 'api_key.created', 'ApiKey'],
  ['updateApiKey', 'api_key.updated', 'ApiKey'],
  ['disableApiKey', 'api_key.disabled', 'ApiKey'],
  ['deleteApiKey', 'api_key.deleted', 'ApiKey'],
  ['authenticate', 'api_key.refused', 'ApiKey'],
  ['revokeToken', 'token.revoked', 'Token'],
  ['updateMember', 'member.updated', 'Member'],
  ['removeMember', 'member.removed', 'Member'],
  ['changePassword', 'member.password_changed', 'Member'],
  ['resetPassword', 'member.password_reset', 'Member'],
  ['inviteMember', 'invitation.created', 'Invitation'],
  ['deleteInvitation', 'invitation.deleted', 'Invitation'],
  ['acceptInvitation', 'invitation.accepted', 'Invitation'],
  ['signIn', 'session.started', 'Member'],
  ['switchOrganization', 'session.switched', 'Member'],
  ['signOut', 'session.ended', 'Member'],
];

/** Shape: a `CASE` that turns each first text into the second; any other text stays. */
function translated(
  column: string,
  pairs: readonly (readonly [from: string, to: string])[],
  otherwise: string,
): string {
  const cases = pairs.map(([from, to]) => `WHEN '${from}' THEN '${to}'`).join(' ');
  return `CASE "${column}" ${cases} ELSE ${otherwise} END`;
}

function detailed(name: string): Table {
  return new Table({
    name,
    columns: [
      { ...words('id', 32), isPrimary: true },
      words('organizationId', 32, true),
      instant('at'),
      words('actorKind', 16),
      words('actorId', 32, true),
      words('actorName', 200),
      words('type', 64),
      words('targetType', 16, true),
      words('targetId', 32, true),
      text('targetName', true),
      words('outcome', 16),
      words('codes', 200),
      text('changes'),
      words('address', 64),
      words('requestId', 64),
    ],
  });
}

function plain(name: string): Table {
  return new Table({
    name,
    columns: [
      { ...words('id', 32), isPrimary: true },
      words('organizationId', 32),
      instant('at'),
      words('actorKind', 16),
      words('actorId', 32, true),
      words('actorName', 200),
      words('action', 64),
      words('targetId', 32, true),
      words('outcome', 16),
      words('codes', 200),
      words('address', 64),
      words('requestId', 64),
    ],
  });
}

/** Gives audit rows the names of events, what they are about, and what changed; and lets them be the server's own. */
export class DetailAuditEvents1810000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const type = translated(
      'action',
      RENAMED.map(([action, name]) => [action, name]),
      '"action"',
    );
    const target = translated(
      'action',
      RENAMED.map(([action, , of]) => [action, of]),
      'NULL',
    );
    await replaceTable(
      queryRunner,
      detailed,
      `SELECT "id", NULLIF("organizationId", ''), "at", "actorKind", "actorId", "actorName", ${type},
              CASE WHEN "targetId" IS NULL THEN NULL ELSE ${target} END,
              "targetId", NULL, "outcome", "codes", '[]', "address", "requestId"`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const action = translated(
      'type',
      [['api_key.narrowed', 'updateApiKey'] as const, ...RENAMED.map(([name, type]) => [type, name] as const)],
      '"type"',
    );
    await replaceTable(
      queryRunner,
      plain,
      `SELECT "id", COALESCE("organizationId", ''), "at", "actorKind", "actorId", "actorName", ${action},
              "targetId", "outcome", "codes", "address", "requestId"`,
    );
  }
}

/** Puts another table in the place of the audit log's, with the rows that a `SELECT` makes of those that are there. */
async function replaceTable(queryRunner: QueryRunner, tableOf: (name: string) => Table, select: string): Promise<void> {
  const next = tableOf('audit_event_next');
  await queryRunner.createTable(next);
  const columns = next.columns.map(({ name }) => `"${name}"`).join(', ');
  await queryRunner.query(`INSERT INTO "audit_event_next" (${columns}) ${select} FROM "audit_event"`);
  await queryRunner.dropTable('audit_event');
  await queryRunner.renameTable('audit_event_next', 'audit_event');
  for (const { name, columnNames } of indices) {
    const list = columnNames.map((column) => `"${column}"`).join(', ');
    await queryRunner.query(`CREATE INDEX "${name}" ON "audit_event" (${list})`);
  }
}
