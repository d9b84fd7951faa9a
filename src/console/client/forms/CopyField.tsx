import { Button } from '@mantine/core';
import { type Ref, useEffect, useId, useRef, useState } from 'react';
import classes from './CopyField.module.css';
import { copyText } from './copyText';

interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
  /** What the button is called, where "Copy" alone would not say what it copies. */
  readonly buttonLabel?: string;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  /** The id of what one should know before one copies. */
  readonly describedBy?: string;
}

/** Units: milliseconds after which it is no longer said that the text was copied. */
const SAID_MS = 5_000;

const OUTCOMES = { none: '', copied: 'Copied.', selected: 'Selected: copy it with the keyboard.' };

/** A text to take along, with a button that copies it. */
export function CopyField({ label, text, buttonLabel, buttonRef, describedBy }: CopyFieldProps) {
  const id = useId();
  const code = useRef<HTMLElement>(null);
  const [outcome, setOutcome] = useState<keyof typeof OUTCOMES>('none');
  useEffect(() => {
    if (outcome !== 'copied') return;
    const timer = window.setTimeout(() => setOutcome('none'), SAID_MS);
    return () => window.clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    setOutcome('none'); // So that the same outcome is read out once more.
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
        <code ref={code} translate="no" className={classes.code}>
          {text}
        </code>
        <Button
          ref={buttonRef}
          variant="default"
          size="xs"
          aria-label={buttonLabel}
          aria-describedby={describedBy}
          onClick={copy}
        >
          Copy
        </Button>
      </div>
    </fieldset>
  );
}
