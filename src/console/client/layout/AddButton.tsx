import { Button } from '@mantine/core';

interface AddButtonProps {
  readonly title: string;
  readonly onClick: () => void;
}

/** The button that leads to something new. */
export function AddButton({ title, onClick }: AddButtonProps) {
  return <Button onClick={onClick}>{`+ ${title}`}</Button>;
}
