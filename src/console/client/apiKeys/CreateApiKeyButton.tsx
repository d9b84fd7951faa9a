import { useState } from 'react';
import { CreateApiKeyDocument } from '../generated/graphql';
import { AddButton } from '../layout/AddButton';
import { useSession } from '../session/useSession';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { CreateApiKeyDialog } from './CreateApiKeyDialog';

interface CreateApiKeyButtonProps {
  /** What the button and its dialog are called. */
  readonly title: string;
  readonly owner: ApiKeyOwner;
}

/** The button that leads to a new key, for those who may make one. */
export function CreateApiKeyButton({ title, owner }: CreateApiKeyButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { may } = useSession();
  if (!may(CreateApiKeyDocument)) return null;
  return (
    <>
      <AddButton title={title} onClick={() => setIsOpen(true)} />
      <CreateApiKeyDialog title={title} owner={owner} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}
