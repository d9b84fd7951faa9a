import { Stack } from '@mantine/core';
import { useState } from 'react';
import type { UserErrorFieldsFragment } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import { NameField } from './NameField';
import { SubmissionNotice } from './SubmissionNotice';
import { SubmitButton } from './SubmitButton';
import { useSubmission } from './useSubmission';

/** What came of another name: the organization or the process that has it now. */
interface Renamed {
  readonly userErrors: readonly UserErrorFieldsFragment[];
  readonly organization?: { readonly name: string } | null;
  readonly process?: { readonly name: string | null } | null;
}

interface NameFormProps {
  readonly name: string;
  readonly send: (name: string) => Promise<Renamed | null | undefined>;
  readonly onDone: () => Promise<void>;
}

/** Gives something another name, and shows the name as the server stored it. */
export function NameForm({ name: oldName, send, onDone }: NameFormProps) {
  const [name, setName] = useState(oldName);
  const [isSaved, setIsSaved] = useState(false);
  const submission = useSubmission<Renamed>({
    fields: { name },
    send: () => {
      setIsSaved(false);
      return send(name);
    },
    onDone: async ({ organization, process }) => {
      await onDone();
      setName(organization?.name ?? process?.name ?? name);
      setIsSaved(true);
    },
  });
  return (
    <form onSubmit={submission.submit} noValidate>
      <Stack gap="md" maw="28rem" align="flex-start">
        <SubmissionNotice submission={submission} />
        {isSaved && <Notice tone="good">The name was saved.</Notice>}
        <NameField
          name={name}
          onChange={(typed) => {
            setName(typed);
            setIsSaved(false);
          }}
          error={submission.errorOf('name')}
        />
        <SubmitButton isPending={submission.isPending}>Save</SubmitButton>
      </Stack>
    </form>
  );
}
