import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { DialogHold } from './DialogHold';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly size?: 'md' | 'lg';
  /** Where the focus goes afterwards, if not to what had it before: to the first of these that is still there. */
  readonly heirs?: readonly HTMLElement[];
  readonly children: ReactNode;
}

/** Units: milliseconds after which the dialog no longer holds the focus. */
const RELEASE_MS = 20;

/**
 * A window above the page, which nothing reaches meanwhile. It closes by Escape and by its cross alone, so that a slip
 * of the mouse loses nothing, and not while what it asked for is on its way to the server.
 */
export function Dialog({ title, isOpen, onClose, size = 'md', heirs, children }: DialogProps) {
  const wasOpen = useRef(false);
  const opener = useRef<Element | null>(null);
  const isHeld = useRef(false);
  useEffect(() => {
    const isClosing = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!isClosing) return;
    const timer = window.setTimeout(() => {
      const places: readonly (Element | null)[] = heirs ?? [opener.current];
      (places.find(canTakeFocus) ?? document.querySelector('h1'))?.focus();
    }, RELEASE_MS);
    return () => window.clearTimeout(timer);
  }, [isOpen, heirs]);
  useLayoutEffect(() => {
    if (!isOpen) return;
    opener.current = document.activeElement; // Before the page is inert, and so loses the focus.
    const page = document.getElementById('console');
    page?.setAttribute('inert', '');
    return () => page?.removeAttribute('inert');
  }, [isOpen]);
  return (
    <Modal
      opened={isOpen}
      onClose={() => {
        if (!isHeld.current) onClose();
      }}
      title={title}
      size={size}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      returnFocus={false}
      styles={{ title: { fontSize: '1.125rem', fontWeight: 600 } }}
    >
      <DialogHold value={isHeld}>{children}</DialogHold>
    </Modal>
  );
}

function canTakeFocus(element: Element | null): element is HTMLElement {
  return element instanceof HTMLElement && element !== document.body && element.isConnected;
}
