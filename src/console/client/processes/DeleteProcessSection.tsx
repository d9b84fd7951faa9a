import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { apiKeyQueries } from '../apiKeys/apiKeyQueries';
import { Dialog } from '../forms/Dialog';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { DeleteProcessDocument, type ProcessRowFragment } from '../generated/graphql';
import { Section } from '../layout/Section';
import { removeRow } from '../lists/removeRow';
import { processQueries } from './processQueries';

interface DeleteProcessSectionProps {
  readonly process: ProcessRowFragment;
}

/** The end of a process: whoever wants it types the name of the process. */
export function DeleteProcessSection({ process }: DeleteProcessSectionProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = (): void => setIsOpen(false);
  return (
    <Section title="Delete this process">
      <Text size="sm" c="dimmed">
        Its API keys stop working with the next request. This cannot be undone.
      </Text>
      <div>
        <Button color="red.9" onClick={() => setIsOpen(true)}>
          Delete process
        </Button>
      </div>
      <Dialog title="Delete process" isOpen={isOpen} onClose={close}>
        <DeleteProcessForm process={process} onClose={close} />
      </Dialog>
    </Section>
  );
}

/** A name as people can type what they see of it. */
function asTyped(name: string): string {
  const seen = name.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return seen.replace(/\s+/g, ' ').trim();
}

interface DeleteProcessFormProps extends DeleteProcessSectionProps {
  readonly onClose: () => void;
}

function DeleteProcessForm({ process: { id, name }, onClose }: DeleteProcessFormProps) {
  const [typed, setTyped] = useState('');
  const [, navigate] = useLocation();
  const submission = useSubmission({
    send: async () => (await ask(DeleteProcessDocument, { input: { id } })).deleteProcess,
    isDoneIfGone: true,
    onDone: async () => {
      await removeRow(processQueries.lists, id);
      onClose();
      navigate('/');
      queryClient.removeQueries({ queryKey: [...processQueries.one, id] });
      queryClient.removeQueries({ queryKey: [...apiKeyQueries.lists, { processId: id }] });
    },
  });
  return (
    <DialogForm
      submission={submission}
      action="Delete"
      isDangerous
      isBlocked={name === null || asTyped(typed) !== asTyped(name)}
      onCancel={onClose}
    >
      <Text size="sm">
        To delete <strong translate="no">{name}</strong> and its API keys, type its name.
      </Text>
      <TextInput
        label="Name of the process"
        autoComplete="off"
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
