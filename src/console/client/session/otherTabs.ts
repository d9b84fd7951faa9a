/** What other tabs of the console are told. Shape: `changed` where the session is another now, `ended` where it is none. */
export const otherTabs = new BroadcastChannel('latchkey-session');
