/** The columns of a key that nothing has changed yet: the defaults of its row. */
export const NEW_KEY = {
  lastUsedAt: null,
  firstUsedAt: null,
  disabledAt: null,
  deletedAt: null,
  endReason: null,
  endNote: null,
  version: 1,
  secretNumber: 1,
  secretUntil: null,
  newestSecretAt: null,
  otherDigest: null,
  otherPepperVersion: null,
  otherNumber: null,
  otherState: null,
  otherUntil: null,
  blockedToldAt: null,
} as const;
