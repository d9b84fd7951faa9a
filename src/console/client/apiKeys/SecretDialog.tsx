import { Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from '../forms/Dialog';
import { useHeldPage } from '../forms/useHeldPage';
import { type ApiKeySecret, NewApiKey } from './NewApiKey';

interface SecretDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly heirs?: readonly HTMLElement[];
  /** The form that makes the secret, and hands it on. */
  readonly children: (show: (secret: ApiKeySecret) => void) => ReactNode;
}

/**
 * Makes a secret and shows its value, which lives in this state alone: when the dialog closes it is gone. Therefore the
 * dialog stays as long as it has a value, and asks once more before it closes.
 */
export function SecretDialog({ isOpen, onClose, children, ...rest }: SecretDialogProps) {
  const [secret, setSecret] = useState<ApiKeySecret | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  useHeldPage(secret !== null, () => setIsAsking(true));
  const close = (): void => {
    setSecret(null);
    setIsAsking(false);
    onClose();
  };
  const leave = (): void => {
    if (secret === null) close();
    else setIsAsking(!isAsking);
  };
  return (
    <Dialog isOpen={isOpen || secret !== null} onClose={leave} size="lg" {...rest}>
      {secret === null ? (
        children(setSecret)
      ) : isAsking ? (
        <SavedQuestion onClose={close} onBack={() => setIsAsking(false)} />
      ) : (
        <NewApiKey secret={secret} onDone={leave} />
      )}
    </Dialog>
  );
}

interface SavedQuestionProps {
  readonly onClose: () => void;
  readonly onBack: () => void;
}

function SavedQuestion({ onClose, onBack }: SavedQuestionProps) {
  const id = useId();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <Stack gap="md">
      <div id={id}>
        <Text fw={600}>Did you save the key?</Text>
        <Text size="sm" c="dimmed">
          It cannot be shown again. Whoever loses it replaces it.
        </Text>
      </div>
      <Group justify="flex-end" gap="sm">
        <Button ref={back} variant="default" aria-describedby={id} onClick={onBack}>
          Go back
        </Button>
        <Button onClick={onClose}>Yes, close</Button>
      </Group>
    </Stack>
  );
}
