import { Tooltip } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { type ComponentProps, type PointerEvent, type ReactElement, type ReactNode, useState } from 'react';

interface HintProps {
  /** What is shown. */
  readonly label: ReactNode;
  /** Whether something can be done with what is shown, as scrolling it. */
  readonly isInteractive?: boolean;
  /** What it belongs to: an element that can have the focus. */
  readonly children: ReactElement<ComponentProps<'span'>>;
}

/** More about something: under the mouse, with the focus, and after a tap, until one taps elsewhere. */
export function Hint({ label, isInteractive = false, children }: HintProps) {
  const [isTapped, setIsTapped] = useState(false);
  const place = useClickOutside<HTMLSpanElement>(() => setIsTapped(false), null, undefined, isTapped);
  const tap = ({ pointerType }: PointerEvent): void => {
    if (pointerType === 'touch') setIsTapped(true);
  };
  return (
    <span ref={place} onPointerUp={tap}>
      <Tooltip label={label} interactive={isInteractive} opened={isTapped || undefined}>
        {children}
      </Tooltip>
    </span>
  );
}
