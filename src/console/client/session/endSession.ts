import { ask } from '../api/ask';
import { SignOutDocument } from '../generated/graphql';
import { forgetSession } from './forgetSession';
import { otherTabs } from './otherTabs';

/** Signs the person out, and forgets all that was read, in this tab and in all others. */
export async function endSession(): Promise<void> {
  await ask(SignOutDocument, {});
  otherTabs.postMessage('ended');
  await forgetSession();
}
