/** Says, with the event `loss`, that the server no longer knows who asks. */
export const sessionLoss = new EventTarget();
