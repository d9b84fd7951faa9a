/** Tells how far a long work is. Shape: a sentence without a full stop; `part` from 0 to 1. */
export type Progress = (work: string, part: number) => void;
