import { otherTabs } from './otherTabs';
import { renewSession } from './renewSession';

/** Goes on in a session that has just begun or changed, in this tab and in all others. */
export async function enterSession(): Promise<void> {
  otherTabs.postMessage('changed');
  await renewSession();
}
