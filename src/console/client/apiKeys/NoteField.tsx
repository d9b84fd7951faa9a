import { Textarea } from '@mantine/core';

interface NoteFieldProps {
  readonly note: string;
  readonly onChange: (note: string) => void;
  readonly error: string | undefined;
  readonly label?: string;
  /** Whether the key policy asks for a note. */
  readonly isNeeded?: boolean | undefined;
}

/** The field for what people should know of a key, or of its end. */
export function NoteField({ note, onChange, error, label = 'Note', isNeeded = false }: NoteFieldProps) {
  return (
    <Textarea
      label={label}
      description={isNeeded ? 'For people: who runs it, where it is kept. The key policy asks for a note.' : HINT}
      required={isNeeded}
      withAsterisk={false}
      rows={3}
      value={note}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  );
}

const HINT = 'For people: up to 1,000 characters. Never write a secret here.';
