import { Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { UserErrorFieldsFragment } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import { SubmissionNotice } from './SubmissionNotice';
import { useSubmission } from './useSubmission';

interface NameFormProps {
  readonly name: string;
  readonly send: (
    name: string,
  ) => Promise<{ readonly userErrors: readonly UserErrorFieldsFragment[] } | null | undefined>;
  readonly onDone: () => Promise<void>;
}

/** Gives something another name. */
export function NameForm({ name: oldName, send, onDone }: NameFormProps) {
  const [name, setName] = useState(oldName);
  const [isSaved, setIsSaved] = useState(false);
  const submission = useSubmission({
    fields: ['name'],
    send: () => {
      setIsSaved(false);
      return send(name);
    },
    onDone: async () => {
      await onDone();
      setIsSaved(true);
    },
  });
  return (
    <form onSubmit={submission.submit} noValidate>
      <Stack gap="md" maw="28rem" align="flex-start">
        <SubmissionNotice submission={submission} />
        {isSaved && <Notice tone="good">The name was saved.</Notice>}
        <TextInput
          w="100%"
          label="Name"
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={submission.errorOf('name')}
        />
        <Button type="submit" loading={submission.isPending}>
          Save
        </Button>
      </Stack>
    </form>
  );
}
