import type { ApiKeyOwnerKind, RoleName, ScopeCatalogue } from './ScopeName';

const ADMINS: readonly RoleName[] = ['ADMIN'];
const EVERYBODY: readonly RoleName[] = ['ADMIN', 'USER'];
const BOTH: readonly ApiKeyOwnerKind[] = ['ORGANIZATION', 'PROCESS'];
const ORGANIZATION: readonly ApiKeyOwnerKind[] = ['ORGANIZATION'];

function define<const Name extends string>(
  group: string,
  roles: readonly RoleName[],
  grantableTo: readonly ApiKeyOwnerKind[],
  name: Name,
  title: string,
  description: string,
) {
  return { name, title, description, group, roles, grantableTo };
}

/** The words that the policy table speaks in: the scopes that fields of this server ask for. */
export const SCOPE = {
  processCreate: 'workspace.process:create',
  processRead: 'workspace.process:read',
  processUpdate: 'workspace.process:update',
  processDelete: 'workspace.process:delete',
  processKeysManage: 'workspace.process.api_key:manage',
  usersRead: 'workspace.admin.user:read',
  usersInvite: 'workspace.admin.user:invite',
  usersManage: 'workspace.admin.user:manage',
  processesManage: 'workspace.admin.process:manage',
  keysManage: 'workspace.admin.api_key:manage',
  organizationManage: 'workspace.admin.organization:manage',
  auditRead: 'workspace.admin.audit:read',
  webhookManage: 'workspace.admin.webhook:manage',
  rotateSelf: 'workspace.api_key:rotate_self',
} as const;

const shipped = [
  define(
    'Collections',
    EVERYBODY,
    BOTH,
    'workspace.collection:create',
    'Create collections',
    'Upload new collections of files.',
  ),
  define('Collections', EVERYBODY, BOTH, 'workspace.collection:read', 'Read collections', 'List and open collections.'),
  define('Collections', EVERYBODY, BOTH, 'workspace.collection:update', 'Change collections', 'Change collections.'),
  define('Collections', EVERYBODY, BOTH, 'workspace.collection:delete', 'Delete collections', 'Delete collections.'),
  define(
    'Collections',
    EVERYBODY,
    BOTH,
    'workspace.collection_editor:override',
    'Override the editor',
    'Edit a collection while somebody else holds it open.',
  ),
  define('Files', EVERYBODY, BOTH, 'workspace.file:upload', 'Upload files', 'Upload files.'),
  define('Files', EVERYBODY, BOTH, 'workspace.file:download', 'Download files', 'Download the original files.'),
  define('Results', EVERYBODY, BOTH, 'workspace.result:create', 'Add results', 'Add extraction results.'),
  define('Results', EVERYBODY, BOTH, 'workspace.result:read', 'Read results', 'Read extraction results.'),
  define('Results', EVERYBODY, BOTH, 'workspace.result:update', 'Correct results', 'Correct extraction results.'),
  define('Results', EVERYBODY, BOTH, 'workspace.result:delete', 'Delete results', 'Delete extraction results.'),
  define('Processes', ADMINS, ORGANIZATION, SCOPE.processCreate, 'Create processes', 'Create processes.'),
  define('Processes', EVERYBODY, BOTH, SCOPE.processRead, 'Read processes', 'See processes and their settings.'),
  define('Processes', ADMINS, BOTH, SCOPE.processUpdate, 'Change processes', 'Rename and configure processes.'),
  define(
    'Processes',
    ADMINS,
    BOTH,
    SCOPE.processDelete,
    'Delete processes',
    'Delete processes; their keys stop working.',
  ),
  define(
    'Processes',
    ADMINS,
    BOTH,
    SCOPE.processKeysManage,
    'Manage keys of processes',
    'See, create, change and delete the API keys of processes.',
  ),
  define('Exports', EVERYBODY, BOTH, 'workspace.export:create', 'Export results', 'Export results.'),
  define('Exports', EVERYBODY, BOTH, 'workspace.export:delete', 'Delete exports', 'Delete exports.'),
  define(
    'Destinations',
    EVERYBODY,
    BOTH,
    'workspace.destination:create',
    'Add destinations',
    'Add places that exports are sent to.',
  ),
  define(
    'Destinations',
    EVERYBODY,
    BOTH,
    'workspace.destination:read',
    'Read destinations',
    'See export destinations.',
  ),
  define(
    'Destinations',
    EVERYBODY,
    BOTH,
    'workspace.destination:delete',
    'Remove destinations',
    'Remove export destinations.',
  ),
  define('Administration', ADMINS, ORGANIZATION, SCOPE.usersRead, 'See members', "See the organization's members."),
  define('Administration', ADMINS, ORGANIZATION, SCOPE.usersInvite, 'Invite people', 'Invite people.'),
  define('Administration', ADMINS, ORGANIZATION, SCOPE.usersManage, 'Manage members', 'Change roles, remove members.'),
  define(
    'Administration',
    ADMINS,
    ORGANIZATION,
    SCOPE.processesManage,
    'Manage any process',
    'Create, change and delete any process.',
  ),
  define(
    'Administration',
    ADMINS,
    ORGANIZATION,
    'workspace.admin.collection:manage',
    'Manage any collection',
    'Manage any collection.',
  ),
  define(
    'Administration',
    ADMINS,
    ORGANIZATION,
    SCOPE.keysManage,
    'Manage every API key',
    'See, create, change and delete every API key of the organization.',
  ),
  define(
    'Administration',
    ADMINS,
    ORGANIZATION,
    'workspace.admin.subscriptions:manage',
    'Manage the plan',
    'Manage the plan.',
  ),
  define(
    'Administration',
    ADMINS,
    ORGANIZATION,
    SCOPE.organizationManage,
    'Manage the organization',
    'Rename the organization, change its key policy.',
  ),
  define(
    'Administration',
    ADMINS,
    ORGANIZATION,
    SCOPE.auditRead,
    'Read the audit log',
    'Read the audit log and usage figures.',
  ),
  define('Administration', ADMINS, ORGANIZATION, SCOPE.webhookManage, 'Manage webhooks', 'Manage alert webhooks.'),
  define('API keys', ADMINS, BOTH, SCOPE.rotateSelf, 'Rotate itself', 'Let the key rotate itself, and nothing else.'),
] satisfies ScopeCatalogue;

/** The name of a scope that ships with the server. A word that the catalogue does not have does not compile. */
export type ShippedScopeName = (typeof shipped)[number]['name'];

/** The catalogue that ships with the server. `SCOPES_FILE` adds to it, and replaces nothing. */
export const SHIPPED_SCOPES: ScopeCatalogue = shipped;
