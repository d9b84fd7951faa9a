/** A row that is put into the index. Shape: a late one sorts before a row with a lower sequence. */
export interface IndexedText {
  readonly sequence: number;
  readonly isLate: boolean;
  readonly text: string;
}
