import { type Checkpoint, readCheckpointText } from './checkpointText';
import { openNote } from './signedNote';

/**
 * Reads a checkpoint of a tree.
 * Errors: null where it is none, is of another tree, or the key has not signed it under the name that its origin has.
 * @param publicKey shape: 32 bytes
 */
export function openCheckpoint(note: string, publicKey: Buffer, tree: string): Checkpoint | null {
  const [origin = ''] = note.split('\n', 1);
  if (!origin.endsWith(`/${tree}`)) return null;
  // The host may have been another one then: the name is the origin's own.
  const text = openNote(note, { name: origin.slice(0, -tree.length - 1), publicKey });
  return text === null ? null : readCheckpointText(text);
}
