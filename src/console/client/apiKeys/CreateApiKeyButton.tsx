import { useState } from 'react';
import { AddButton } from '../layout/AddButton';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { CreateApiKeyDialog } from './CreateApiKeyDialog';

interface CreateApiKeyButtonProps {
  /** What the button and its dialog are called. */
  readonly title: string;
  readonly owner: ApiKeyOwner;
}

/** The button that leads to a new key. */
export function CreateApiKeyButton({ title, owner }: CreateApiKeyButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <AddButton title={title} onClick={() => setIsOpen(true)} />
      <CreateApiKeyDialog title={title} owner={owner} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}
