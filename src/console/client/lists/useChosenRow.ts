import { useState } from 'react';

/** The row that a dialog is about; null while it is closed. */
export interface ChosenRow<Row> {
  readonly row: Row | null;
  readonly choose: (row: Row, opener: HTMLElement | null) => void;
  /** What the dialog is given. */
  readonly dialog: { readonly isOpen: boolean; readonly onClose: () => void; readonly heirs: readonly HTMLElement[] };
}

/** Remembers which row a dialog is about, and what gets the focus when it closes. */
export function useChosenRow<Row>(): ChosenRow<Row> {
  const [row, setRow] = useState<Row | null>(null);
  const [heirs, setHeirs] = useState<readonly HTMLElement[]>([]);
  return {
    row,
    choose: (chosen, from) => {
      setRow(chosen);
      setHeirs(from ? [from, ...neighboursOf(from)] : []);
    },
    dialog: { isOpen: row !== null, onClose: () => setRow(null), heirs },
  };
}

/** The same button of the rows around, the next one first: what has the focus where the row itself goes away. */
function neighboursOf(button: HTMLElement): HTMLElement[] {
  const row = button.closest('tr');
  const around = [row?.nextElementSibling, row?.previousElementSibling];
  return around.flatMap((each) => each?.querySelector<HTMLElement>('button[aria-haspopup="menu"]') ?? []);
}
