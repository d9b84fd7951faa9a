import type { EventSeverity } from '../generated/graphql';

/** What a choice of events is called that matter at least so much. */
export const SEVERITY_TITLES: Record<EventSeverity, string> = {
  INFO: 'Any severity',
  NOTICE: 'Notices and warnings',
  WARNING: 'Warnings',
};
