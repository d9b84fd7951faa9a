import { ask } from '../api/ask';
import { SignOutDocument } from '../generated/graphql';
import { forgetSession } from './forgetSession';

/** Signs the person out, and forgets all that was read. */
export async function endSession(): Promise<void> {
  await ask(SignOutDocument, {});
  forgetSession();
}
