import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import { CopyField } from '../forms/CopyField';
import { Notice } from '../layout/Notice';

/** The value of a key, which the server tells once. */
export interface ApiKeySecret {
  readonly user: string;
  readonly pass: string;
  readonly value: string;
}

interface NewApiKeyProps {
  readonly secret: ApiKeySecret;
  readonly onDone: () => void;
}

const QUESTION = '{"query":"{ viewer { name } }"}';

/** Shows the value of a key with a new secret, this once. */
export function NewApiKey({ secret: { value, user, pass }, onDone }: NewApiKeyProps) {
  const warning = useId();
  const copy = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    copy.current?.focus({ preventScroll: true });
    copy.current?.closest('[role="dialog"]')?.scrollTo(0, 0); // Where the form was left, the warning is out of sight.
  }, []);
  const address = new URL('graphql', document.baseURI).href;
  const command = `curl -u '${value}' ${address} -H 'content-type: application/json' -d '${QUESTION}'`;
  return (
    <Stack gap="md">
      <Notice tone="warn" id={warning}>
        Copy the key now and keep it in a safe place. It is shown this once: nobody can see it again.
      </Notice>
      <CopyField label="API key" text={value} buttonRef={copy} describedBy={warning} />
      <CopyField label="user" text={user} buttonLabel="Copy user" />
      <CopyField label="pass" text={pass} buttonLabel="Copy pass" />
      <CopyField label="Try it" text={command} buttonLabel="Copy command" />
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}
