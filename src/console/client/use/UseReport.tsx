import type { ReactNode } from 'react';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { EmptyNote } from '../layout/EmptyNote';
import { Section } from '../layout/Section';
import { FieldTable } from './FieldTable';
import { Figures } from './Figures';
import { Gaps } from './Gaps';
import type { KeyUse } from './KeyUse';
import { NetworkTable } from './NetworkTable';
import { OperationTable } from './OperationTable';
import { PointTable } from './PointTable';
import { ScopeSection } from './ScopeSection';
import type { UsePeriod } from './USE_PERIODS';
import { UseChart } from './UseChart';

interface UseReportProps {
  readonly apiKey: ApiKeyRowFragment;
  readonly use: KeyUse;
  readonly period: UsePeriod;
}

/** All that is known of the use of a key. */
export function UseReport({ apiKey, use, period }: UseReportProps) {
  return (
    <>
      <Figures use={use} />
      <Gaps use={use} />
      <UseChart use={use} bucket={period.bucket} />
      <PointTable use={use} bucket={period.bucket} />
      <Section title="Operations">
        <OrNothing isThere={use.operations.length > 0}>
          <OperationTable use={use} />
        </OrNothing>
      </Section>
      <Section title="Networks">
        <OrNothing isThere={use.networks.length > 0}>
          <NetworkTable use={use} />
        </OrNothing>
      </Section>
      <Section title="Fields">
        <OrNothing isThere={use.fields.length > 0}>
          <FieldTable use={use} />
        </OrNothing>
      </Section>
      <ScopeSection apiKey={apiKey} use={use} period={period} />
    </>
  );
}

interface OrNothingProps {
  readonly isThere: boolean;
  readonly children: ReactNode;
}

function OrNothing({ isThere, children }: OrNothingProps) {
  if (isThere) return children;
  return (
    <EmptyNote title="None in this time">
      <p>What the key is used for is listed here some seconds later.</p>
    </EmptyNote>
  );
}
