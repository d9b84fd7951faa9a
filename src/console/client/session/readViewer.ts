import { ask } from '../api/ask';
import { SignedInDocument, ViewerDocument } from '../generated/graphql';
import type { Viewer } from './Session';

/** Asks who is signed in; null where nobody is. */
export async function readViewer(): Promise<Viewer | null> {
  const { isSignedIn } = await ask(SignedInDocument, {});
  return isSignedIn ? (await ask(ViewerDocument, {})).viewer : null;
}
