import { HistoryList } from '../history/HistoryList';
import { Section } from '../layout/Section';

interface ProcessHistorySectionProps {
  readonly id: string;
}

/** What happened to a process and its keys, and what these did. */
export function ProcessHistorySection({ id }: ProcessHistorySectionProps) {
  return (
    <Section title="History">
      <HistoryList owner={{ kind: 'PROCESS', id }} />
    </Section>
  );
}
