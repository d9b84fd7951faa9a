/** Says, with the event `doubt`, that the server refused what the console believed to be allowed: who is there now? */
export const sessionEvents = new EventTarget();
