import { Checkbox, Fieldset, Text } from '@mantine/core';
import { useId } from 'react';
import type { ScopesQuery } from '../generated/graphql';
import classes from './ScopeGroup.module.css';

type Scope = ScopesQuery['scopes'][number];

interface ScopeGroupProps {
  readonly title: string;
  readonly scopes: readonly Scope[];
  /** The names of the scopes that are ticked, of all groups. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** The scopes under one heading: all of them at once, or box by box. */
export function ScopeGroup({ title, scopes, chosen, onChange }: ScopeGroupProps) {
  const [titleId, countId] = [useId(), useId()];
  const names = scopes.filter(({ grantable }) => grantable).map(({ name }) => name);
  const others = chosen.filter((name) => !names.includes(name));
  const ticked = names.filter((name) => chosen.includes(name));
  const isWhole = names.length > 0 && ticked.length === names.length;
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  const legend = (
    <>
      <Checkbox
        aria-label={`All of ${title}`}
        aria-describedby={countId}
        disabled={names.length === 0}
        checked={isWhole}
        indeterminate={ticked.length > 0 && !isWhole}
        onChange={() => onChange(isWhole ? others : [...others, ...names])}
        label={<span id={titleId}>{title}</span>}
      />
      <Text component="span" id={countId} size="xs" c="dimmed">
        {names.length === 0 ? 'None is allowed' : `${ticked.length} of ${names.length}`}
      </Text>
    </>
  );
  return (
    <Fieldset legend={legend} aria-labelledby={titleId} classNames={{ root: classes.group, legend: classes.legend }}>
      <div className={classes.boxes}>
        {scopes.map(({ name, title: label, description, grantable }) => (
          <Checkbox
            key={name}
            disabled={!grantable}
            checked={chosen.includes(name)}
            onChange={() => toggle(name)}
            label={label}
            description={
              <>
                <span>{grantable ? description : 'The key policy does not allow it.'}</span>{' '}
                <Text component="code" translate="no" className={classes.word}>
                  {name}
                </Text>
              </>
            }
          />
        ))}
      </div>
    </Fieldset>
  );
}
