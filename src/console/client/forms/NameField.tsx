import { TextInput } from '@mantine/core';

interface NameFieldProps {
  readonly name: string;
  readonly onChange: (name: string) => void;
  readonly error: string | undefined;
  /** What the name is for, where that is not plain. */
  readonly description?: string;
  /** Whether it gets the focus when its dialog opens. */
  readonly isFirst?: boolean;
}

/** The field for the name of something. */
export function NameField({ name, onChange, error, description, isFirst }: NameFieldProps) {
  return (
    <TextInput
      w="100%"
      label="Name"
      description={description}
      required
      withAsterisk={false}
      autoComplete="off"
      data-autofocus={isFirst || undefined}
      value={name}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  );
}
