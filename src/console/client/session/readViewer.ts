import { askAnywhere } from '../api/ask';
import { Refusal } from '../api/Refusal';
import { IsSignedInDocument, ViewerDocument } from '../generated/graphql';
import type { Viewer } from './Session';

/** Asks who is signed in; null where nobody is. */
export async function readViewer(): Promise<Viewer | null> {
  // Asked first, since a refusal is an error to the browser, and nobody has made one yet.
  if (!(await askAnywhere(IsSignedInDocument, {})).isSignedIn) return null;
  try {
    return (await askAnywhere(ViewerDocument, {})).viewer;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') return null;
    throw error;
  }
}
