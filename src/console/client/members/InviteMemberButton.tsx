import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { CopyField } from '../forms/CopyField';
import { Dialog } from '../forms/Dialog';
import { useHeldPage } from '../forms/useHeldPage';
import { AddButton } from '../layout/AddButton';
import { Notice } from '../layout/Notice';
import { InviteMemberForm } from './InviteMemberForm';

/** What came of an invitation. Shape: `link` is null where it is mailed. */
interface Outcome {
  readonly link: string | null;
}

/** The button that leads to an invitation. The link of one is shown this once. */
export function InviteMemberButton() {
  const [isOpen, setIsOpen] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useHeldPage(outcome !== null && outcome.link !== null);
  const close = (): void => {
    setOutcome(null);
    setIsOpen(false);
  };
  return (
    <>
      <AddButton title="Invite member" onClick={() => setIsOpen(true)} />
      <Dialog title="Invite member" isOpen={isOpen || outcome !== null} onClose={close}>
        {outcome === null ? (
          <InviteMemberForm onCancel={close} onDone={(link) => setOutcome({ link })} />
        ) : (
          <Invited link={outcome.link} onClose={close} />
        )}
      </Dialog>
    </>
  );
}

function Invited({ link, onClose }: Outcome & { readonly onClose: () => void }) {
  const advice = useId();
  const copy = useRef<HTMLButtonElement>(null);
  const done = useRef<HTMLButtonElement>(null);
  useEffect(() => (copy.current ?? done.current)?.focus(), []);
  return (
    <Stack gap="md">
      {link === null ? (
        <Notice tone="good">The invitation is on its way by mail.</Notice>
      ) : (
        <>
          <Notice tone="warn" id={advice}>
            Give this link to the person. It works once, and is shown this once. An earlier one for the same address no
            longer works.
          </Notice>
          <CopyField label="Link" text={link} buttonRef={copy} describedBy={advice} />
        </>
      )}
      <Group justify="flex-end">
        <Button ref={done} onClick={onClose}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
