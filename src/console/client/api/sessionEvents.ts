/**
 * Says, with the event `loss`, that the server no longer knows who asks, and with `doubt`, that it refused what the
 * console believed to be allowed.
 */
export const sessionEvents = new EventTarget();
