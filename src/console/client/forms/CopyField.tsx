import { Button } from '@mantine/core';
import { type Ref, useId, useRef, useState } from 'react';
import classes from './CopyField.module.css';
import { copyText } from './copyText';

interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
  /** What the button is called, where "Copy" alone would not say what it copies. */
  readonly buttonLabel?: string;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

const OUTCOMES = { none: '', copied: 'Copied.', selected: 'Selected: copy it with the keyboard.' };

/** A text to take along, with a button that copies it. */
export function CopyField({ label, text, buttonLabel, buttonRef }: CopyFieldProps) {
  const id = useId();
  const code = useRef<HTMLElement>(null);
  const [outcome, setOutcome] = useState<keyof typeof OUTCOMES>('none');
  const copy = async (): Promise<void> => {
    if (code.current) setOutcome((await copyText(code.current)) ? 'copied' : 'selected');
  };
  return (
    <fieldset aria-labelledby={id} className={classes.field}>
      <div className={classes.head}>
        <span id={id} className={classes.label}>
          {label}
        </span>
        <span role="status" className={classes.outcome}>
          {OUTCOMES[outcome]}
        </span>
      </div>
      <div className={classes.row}>
        <code ref={code} className={classes.code}>
          {text}
        </code>
        <Button ref={buttonRef} variant="default" size="xs" aria-label={buttonLabel} onClick={copy}>
          Copy
        </Button>
      </div>
    </fieldset>
  );
}
