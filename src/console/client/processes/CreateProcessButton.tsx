import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ask } from '../api/ask';
import { Dialog } from '../forms/Dialog';
import { DialogForm } from '../forms/DialogForm';
import { NameField } from '../forms/NameField';
import { useSubmission } from '../forms/useSubmission';
import { CreateProcessDocument, type ProcessType } from '../generated/graphql';
import { AddButton } from '../layout/AddButton';
import { processQueries } from './processQueries';
import { TYPE_TITLES } from './TYPE_TITLES';

/** The button that leads to a new process. */
export function CreateProcessButton() {
  const [isOpen, setIsOpen] = useState(false);
  const close = (): void => setIsOpen(false);
  return (
    <>
      <AddButton title="Create process" onClick={() => setIsOpen(true)} />
      <Dialog title="Create process" isOpen={isOpen} onClose={close}>
        <CreateProcessForm onClose={close} />
      </Dialog>
    </>
  );
}

const TYPES = Object.entries(TYPE_TITLES).map(([value, label]) => ({ value, label }));

function CreateProcessForm({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [type, setType] = useState<ProcessType>('INVOICES');
  const [, navigate] = useLocation();
  const submission = useSubmission({
    fields: { name, type },
    send: async () => (await ask(CreateProcessDocument, { input: { name, type } })).createProcess,
    onDone: ({ process }) => {
      onClose();
      if (process) navigate(`/processes/${process.id}`);
    },
    list: processQueries.lists,
  });
  return (
    <DialogForm submission={submission} action="Create" onCancel={onClose}>
      <NameField name={name} onChange={setName} error={submission.errorOf('name')} isFirst />
      <NativeSelect
        label="Type"
        value={type}
        data={TYPES}
        // The options are the types.
        onChange={(event) => setType(event.currentTarget.value as ProcessType)}
        error={submission.errorOf('type')}
      />
    </DialogForm>
  );
}
