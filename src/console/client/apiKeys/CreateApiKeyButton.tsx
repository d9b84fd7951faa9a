import { useState } from 'react';
import { CreateApiKeyDocument } from '../generated/graphql';
import { AddButton } from '../layout/AddButton';
import { useSession } from '../session/useSession';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { CreateApiKeyForm } from './CreateApiKeyForm';
import { SecretDialog } from './SecretDialog';
import { useKeyPolicy } from './useKeyPolicy';

interface CreateApiKeyButtonProps {
  /** What the button and its dialog are called. */
  readonly title: string;
  readonly owner: ApiKeyOwner;
}

/** The button that leads to a new key, for those who may make one. */
export function CreateApiKeyButton({ title, owner }: CreateApiKeyButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { may } = useSession();
  useKeyPolicy(); // Known by the time that the form opens.
  if (!may(CreateApiKeyDocument)) return null;
  const close = (): void => setIsOpen(false);
  return (
    <>
      <AddButton title={title} onClick={() => setIsOpen(true)} />
      <SecretDialog title={title} isOpen={isOpen} onClose={close}>
        {(show) => <CreateApiKeyForm owner={owner} onCancel={close} onCreated={show} />}
      </SecretDialog>
    </>
  );
}
