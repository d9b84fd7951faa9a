import type { ProcessType } from '../generated/graphql';

/** What each type of process is called. */
export const TYPE_TITLES: Readonly<Record<ProcessType, string>> = {
  INVOICES: 'Invoices',
  CUSTOM: 'Custom',
};
