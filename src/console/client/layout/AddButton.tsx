import { Button } from '@mantine/core';

interface AddButtonProps {
  readonly title: string;
  readonly onClick: () => void;
}

/** The button that leads to something new; the plus is for the eyes alone. */
export function AddButton({ title, onClick }: AddButtonProps) {
  return (
    <Button onClick={onClick}>
      <span>
        <span aria-hidden="true">+ </span>
        {title}
      </span>
    </Button>
  );
}
