/** What follows where a secret is presented after its end: an event alone, or the end of the key as well. */
export enum ReuseReaction {
  ALERT = 'ALERT',
  DISABLE = 'DISABLE',
}
