import type { ApiKeyRowFragment } from '../generated/graphql';
import type { ApiKeySecret } from './NewApiKey';

/** What every form gets that changes a key. */
export interface ApiKeyFormProps {
  readonly apiKey: ApiKeyRowFragment;
  /** Closes the dialog. */
  readonly onClose: () => void;
  /** Shows the value of the secret that was made. */
  readonly onSecret: (secret: ApiKeySecret) => void;
}
