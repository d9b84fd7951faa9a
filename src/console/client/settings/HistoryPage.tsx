import { HistoryList } from '../history/HistoryList';
import { ORGANIZATION_HISTORY } from '../history/HistoryOwner';
import { Page } from '../layout/Page';

/** All that happened in the organization. */
export function HistoryPage() {
  return (
    <Page title="History" windowTitle="History – Settings">
      <HistoryList owner={ORGANIZATION_HISTORY} />
    </Page>
  );
}
