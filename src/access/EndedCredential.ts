import { AppError } from '../errors';

/**
 * The refusal of a key whose secret was right, or of a token that this server signed, and that no longer works: nobody got
 * it by guessing. In an answer it is like any other `UNAUTHENTICATED`.
 * Source: decision 076.
 */
export class EndedCredential extends AppError {
  constructor(message?: string) {
    super('UNAUTHENTICATED', message);
  }
}
