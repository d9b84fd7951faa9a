import type { ReactNode } from 'react';
import { DialogForm } from '../forms/DialogForm';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { ChangedFacts } from './ChangedFacts';
import type { ApiKeyChange } from './useApiKeyChange';

interface ApiKeyChangeFormProps {
  /** The key as the person saw it when the dialog opened. */
  readonly apiKey: ApiKeyRowFragment;
  readonly change: ApiKeyChange;
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly cancel?: string;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** The inside of a dialog that changes a key. Where somebody else changed it meanwhile, it says how the key is now. */
export function ApiKeyChangeForm({ apiKey, change, children, ...rest }: ApiKeyChangeFormProps) {
  return (
    <DialogForm submission={change.submission} {...rest}>
      <ChangedFacts before={apiKey} now={change.present} />
      {children}
    </DialogForm>
  );
}
