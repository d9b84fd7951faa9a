import { Index } from 'typeorm';

/** What lists of keys are sorted by, with the end of the names of its indexes. */
const SORTED_BY = [
  ['createdAt', 'created_at'],
  ['expiresAt', 'expires_at'],
  ['sortName', 'sort_name'],
] as const;

/** The parts of which lists of keys are put together, each with an index for every order. Source: decision 032. */
const PARTS = [
  {
    name: 'api_key_live',
    owner: ['organizationId'],
    filters: ['processId', 'expiresAt', 'disabledAt'],
    where: '"deletedAt" IS NULL',
  },
  {
    name: 'api_key_process',
    owner: ['processId', 'organizationId'],
    filters: ['expiresAt', 'disabledAt'],
    where: '"processId" IS NOT NULL AND "deletedAt" IS NULL',
  },
  {
    name: 'api_key_disabled',
    owner: ['organizationId'],
    filters: ['processId', 'expiresAt', 'deletedAt'],
    where: '"disabledAt" IS NOT NULL',
  },
  {
    name: 'api_key_deleted',
    owner: ['organizationId'],
    filters: ['processId', 'expiresAt'],
    where: '"deletedAt" IS NOT NULL',
  },
];

/**
 * Gives the entity the indexes that its lists are read by. Shape: owner, what is sorted by, id, then what is filtered
 * by, so that a key that a filter leaves out costs no look at its row.
 */
export function ApiKeyIndexes(): ClassDecorator {
  return (entity) => {
    for (const { name, owner, filters, where } of PARTS) {
      for (const [column, ending] of SORTED_BY) {
        const columns = [...owner, column, 'id', ...filters.filter((filter) => filter !== column)];
        Index(`${name}_${ending}`, columns, { where })(entity);
      }
    }
  };
}
