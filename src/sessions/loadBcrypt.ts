import type Bcrypt from 'bcrypt';
import { messageOf, StartError } from '../errors';

/** Loads bcrypt when it is first needed. Errors: a `StartError` where this machine has no binary of it. */
export function loadBcrypt(): typeof Bcrypt {
  try {
    return require('bcrypt') as typeof Bcrypt; // What a package exports has no type until it is named.
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    throw new StartError(`bcrypt cannot be loaded: ${reason}; run \`npm rebuild bcrypt\`.`);
  }
}
