import { askAnywhere } from '../api/ask';
import { Refusal } from '../api/Refusal';
import { IsSignedInDocument, ViewerDocument } from '../generated/graphql';
import type { Viewer } from './Session';

/** Asks who is signed in; null where nobody is. */
export async function readViewer(): Promise<Viewer | null> {
  try {
    // Asked first, since a refusal is an error to the browser, and nobody has made one yet.
    const { isSignedIn } = await askAnywhere(IsSignedInDocument, {});
    return isSignedIn ? (await askAnywhere(ViewerDocument, {})).viewer : null;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') return null;
    throw error;
  }
}
