import { Textarea } from '@mantine/core';
import { MAX_NOTE_LENGTH } from '../generated/limits';

interface NoteFieldProps {
  readonly note: string;
  readonly onChange: (note: string) => void;
  readonly error: string | undefined;
  readonly label?: string;
  /** Whether the key policy asks for a note. */
  readonly isNeeded?: boolean | undefined;
  /** Whether it gets the focus when its dialog opens. */
  readonly isFirst?: boolean;
}

/** The field for what people should know of a key, or of its end. */
export function NoteField({ note, onChange, error, label = 'Note', isNeeded = false, isFirst }: NoteFieldProps) {
  return (
    <Textarea
      label={label}
      description={isNeeded ? 'For people: who runs it, where it is kept. The key policy asks for a note.' : HINT}
      required={isNeeded}
      withAsterisk={false}
      rows={3}
      data-autofocus={isFirst || undefined}
      value={note}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  );
}

const HINT = `For people: up to ${MAX_NOTE_LENGTH.toLocaleString('en')} characters. Never write a secret here.`;
