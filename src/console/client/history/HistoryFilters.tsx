import { NativeSelect, TextInput } from '@mantine/core';
import { EVENT_KIND_GROUPS } from './EVENT_KIND_GROUPS';
import classes from './HistoryFilters.module.css';
import type { HistoryWishes } from './HistoryWishes';
import { OUTCOMES } from './OUTCOMES';
import { SEVERITY_TITLES } from './SEVERITY_TITLES';
import { type KnownActor, WhoSelect } from './WhoSelect';

interface HistoryFiltersProps {
  readonly wishes: HistoryWishes;
  /** Who did what is shown at present. */
  readonly actors: readonly KnownActor[];
  readonly onChange: (wishes: HistoryWishes) => void;
}

const SEVERITIES = Object.entries(SEVERITY_TITLES).map(([value, label]) => ({
  value: value === 'INFO' ? '' : value,
  label,
}));
const OUTCOME_OPTIONS = Object.entries(OUTCOMES).map(([value, { title }]) => ({ value, label: title }));

/** Which entries of the audit log are shown. */
export function HistoryFilters({ wishes, actors, onChange }: HistoryFiltersProps) {
  const bind = (name: keyof HistoryWishes) => ({
    value: wishes[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      onChange({ ...wishes, [name]: value }),
  });
  return (
    <search className={classes.filters}>
      <TextInput type="search" label="Search" placeholder="Sentence or name" {...bind('text')} />
      <NativeSelect
        label="Kind of event"
        data={[{ value: '', label: 'Any kind' }, ...EVENT_KIND_GROUPS]}
        {...bind('kind')}
      />
      <NativeSelect label="Severity" data={SEVERITIES} {...bind('severity')} />
      <NativeSelect
        label="Outcome"
        data={[{ value: '', label: 'Any outcome' }, ...OUTCOME_OPTIONS]}
        {...bind('outcome')}
      />
      <WhoSelect actors={actors} {...bind('who')} />
      <TextInput type="date" label="From" {...bind('from')} />
      <TextInput type="date" label="Until" {...bind('until')} />
    </search>
  );
}
