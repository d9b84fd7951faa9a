import { Moment } from '../dates/Moment';
import type { AuditEventRowFragment } from '../generated/graphql';
import { Mark } from '../layout/Mark';
import type { Column } from '../lists/Column';
import { ACTOR_KINDS } from './ACTOR_KINDS';
import { OUTCOMES } from './OUTCOMES';

/** What is shown of an entry of the audit log. */
export const HISTORY_COLUMNS: Column<AuditEventRowFragment>[] = [
  {
    title: 'What',
    cell: ({ summary, severity }) => (
      <>
        <span>{summary}</span> {severity === 'WARNING' && <Mark tone="bad">Warning</Mark>}
      </>
    ),
  },
  { title: 'When', cell: ({ at }) => <Moment at={at} /> },
  { title: 'Who', cell: ({ actor: { kind, name } }) => name ?? ACTOR_KINDS[kind], isLong: true },
  {
    title: 'Outcome',
    cell: ({ outcome }) => <Mark tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].title}</Mark>,
  },
  { title: 'From', cell: ({ address }) => (address === null ? '–' : <code translate="no">{address}</code>) },
];
