import { askAnywhere } from '../api/ask';
import { Refusal } from '../api/Refusal';
import { SignOutDocument } from '../generated/graphql';
import { forgetSession } from './forgetSession';
import { otherTabs } from './otherTabs';

/** Signs the person out, and forgets all that was read, in this tab and in all others; also where it was no session. */
export async function endSession(): Promise<void> {
  try {
    await askAnywhere(SignOutDocument, {});
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'UNAUTHENTICATED')) throw error;
  }
  otherTabs.postMessage('ended');
  await forgetSession();
}
