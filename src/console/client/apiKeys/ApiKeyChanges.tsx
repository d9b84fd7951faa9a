import type { ApiKeyRowFragment } from '../generated/graphql';
import type { ChosenRow } from '../lists/useChosenRow';
import type { ApiKeyChangeKind } from './API_KEY_CHANGES';
import { SecretDialog } from './SecretDialog';

/** A key, and what is to be done with it. */
export interface ChosenChange {
  readonly apiKey: ApiKeyRowFragment;
  readonly kind: ApiKeyChangeKind;
}

interface ApiKeyChangesProps {
  readonly chosen: ChosenRow<ChosenChange>;
}

/** The dialog in which a key is changed, whatever is done with it. */
export function ApiKeyChanges({ chosen: { row, dialog } }: ApiKeyChangesProps) {
  return (
    <SecretDialog title={row?.kind.title ?? ''} {...dialog}>
      {(show) => row && <row.kind.Form apiKey={row.apiKey} onClose={dialog.onClose} onSecret={show} />}
    </SecretDialog>
  );
}
