import { SegmentedControl } from '@mantine/core';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { EmptyNote } from '../layout/EmptyNote';
import { FailureNote } from '../layout/FailureNote';
import { Section } from '../layout/Section';
import { Waiting } from '../layout/Waiting';
import { useAddressWishes } from '../lists/useAddressWishes';
import { USE_PERIODS, USUAL_PERIOD } from './USE_PERIODS';
import { UseReport } from './UseReport';
import classes from './UseSection.module.css';
import { useKeyUse } from './useKeyUse';

interface UseSectionProps {
  readonly apiKey: ApiKeyRowFragment;
}

/** What a key was used for in a time that one chooses, which the address keeps. */
export function UseSection({ apiKey }: UseSectionProps) {
  const [{ days }, wish] = useAddressWishes({ days: USUAL_PERIOD.slug });
  const period = USE_PERIODS.find(({ slug }) => slug === days) ?? USUAL_PERIOD;
  const { data: use, error, refetch, isPlaceholderData } = useKeyUse(apiKey.id, period);
  return (
    <Section
      title="Use"
      actions={
        <SegmentedControl
          aria-label="Time"
          size="xs"
          value={period.slug}
          onChange={(slug) => wish({ days: slug })}
          data={USE_PERIODS.map(({ slug, title }) => ({ value: slug, label: title }))}
        />
      }
    >
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      {use === undefined && !error && <Waiting />}
      {use === null && (
        <EmptyNote title="Nothing is known of its use">
          <p>The key is gone, or its use is not for you to see.</p>
        </EmptyNote>
      )}
      {use && (
        <div className={classes.report} aria-busy={isPlaceholderData} data-stale={isPlaceholderData || undefined}>
          <UseReport apiKey={apiKey} use={use} period={period} />
        </div>
      )}
    </Section>
  );
}
