import { useState } from 'react';

/** The row that a dialog is about; null while it is closed. */
export interface ChosenRow<Row> {
  readonly row: Row | null;
  readonly choose: (row: Row, opener: HTMLElement | null) => void;
  /** What the dialog is given. */
  readonly dialog: { readonly isOpen: boolean; readonly onClose: () => void; readonly opener: HTMLElement | null };
}

/** Remembers which row a dialog is about, and what gets the focus when it closes. */
export function useChosenRow<Row>(): ChosenRow<Row> {
  const [row, setRow] = useState<Row | null>(null);
  const [opener, setOpener] = useState<HTMLElement | null>(null);
  return {
    row,
    choose: (chosen, from) => {
      setRow(chosen);
      setOpener(from);
    },
    dialog: { isOpen: row !== null, onClose: () => setRow(null), opener },
  };
}
