import { SCOPE } from '../../src/access/SHIPPED_SCOPES';

/** How large a database is. Units: rows. */
export interface SeedSize {
  readonly name: 'small' | 'large';
  readonly keyCount: number;
  readonly organizationCount: number;
  /** Of the organization whose keys are listed. */
  readonly listingKeyCount: number;
  /** Keys of the other organizations whose values are known. */
  readonly workingKeyCount: number;
}

/** What everything is measured on, if nothing else is said; all keys of the other organizations are known. */
export const SMALL: SeedSize = {
  name: 'small',
  keyCount: 1_000,
  organizationCount: 10,
  listingKeyCount: 100,
  workingKeyCount: 798,
};

/** What the small one is compared with. */
export const LARGE: SeedSize = {
  name: 'large',
  keyCount: 1_000_000,
  organizationCount: 10_000,
  listingKeyCount: 110_000,
  workingKeyCount: 25_000,
};

/** The processes of the README's query. */
export const PROCESS_NAMES = [
  'Contracts',
  'Credit notes',
  'Customs papers',
  'Delivery notes',
  'Expense reports',
  'Incoming invoices',
  'Order confirmations',
  'Outgoing invoices',
  'Payment reminders',
  'Purchase orders',
];

/** The first words of key names in the organization whose keys are listed: one in four, one in a thousand, the others. */
export const WORDS = {
  frequent: 'Import',
  rare: 'Quarterly',
  others: ['Archive', 'Backup', 'Connector', 'Dashboard', 'Export'],
  places: ['Berlin', 'Hamburg', 'Köln', 'London', 'Paris', 'Rom', 'Wien'],
} as const;

/** A scope that one key in a thousand holds. */
export const rareScope = SCOPE.usersRead;

/** A scope that many keys hold, and the ones they hold with it. */
export const SECOND_KEY_SCOPES = ` workspace.collection:read ${SCOPE.processRead} workspace.export:create `;
