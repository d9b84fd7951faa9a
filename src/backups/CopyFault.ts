import { StartError } from '../errors';

/** Why a copy is not whole, or not one of this program's. Shape: a part of a sentence, about "it". */
export class CopyFault extends Error {
  override readonly name = 'CopyFault';
}

/** The sentence that ends a command whose copy was not proved. Shape: any other error stays as it is. */
export function asStartError(beginning: string, error: unknown): unknown {
  return error instanceof CopyFault ? new StartError(`${beginning}: ${error.message}. Nothing was changed.`) : error;
}
