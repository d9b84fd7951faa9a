import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { DialogHold } from './DialogHold';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly size?: 'md' | 'lg';
  /** Where the focus goes afterwards, if not to what had it before. */
  readonly opener?: HTMLElement | null;
  readonly children: ReactNode;
}

/** Units: milliseconds after which the dialog no longer holds the focus. */
const RELEASE_MS = 20;

/**
 * A window above the page. It closes by Escape and by its cross alone, so that a slip of the mouse loses nothing, and
 * not while what it asked for is on its way to the server.
 */
export function Dialog({ title, isOpen, onClose, size = 'md', opener, children }: DialogProps) {
  const wasOpen = useRef(false);
  const isHeld = useRef(false);
  useEffect(() => {
    const isClosing = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!isClosing || !opener) return;
    const timer = window.setTimeout(() => {
      const heading = document.querySelector('h1');
      (opener.isConnected ? opener : heading)?.focus();
    }, RELEASE_MS);
    return () => window.clearTimeout(timer);
  }, [isOpen, opener]);
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
      returnFocus={!opener}
      styles={{ title: { fontSize: '1.125rem', fontWeight: 600 } }}
    >
      <DialogHold value={isHeld}>{children}</DialogHold>
    </Modal>
  );
}
