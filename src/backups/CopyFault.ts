import { causesOf, failureOf } from '../database/failures';
import { StartError } from '../errors';
import { reasonOf } from './files';

/** Why a copy is not whole, or not one of this program's. Shape: a part of a sentence, about "it". */
export class CopyFault extends Error {
  override readonly name = 'CopyFault';
}

/**
 * The sentence that ends a command whose copy was not proved, or which the system or the database failed.
 * Shape: any other error stays as it is.
 * @param end what became of it. Shape: a sentence
 */
export function asStartError(beginning: string, error: unknown, end: string): unknown {
  if (error instanceof StartError || !(error instanceof CopyFault || isFromOutside(error))) return error;
  return new StartError(`${beginning}: ${reasonOf(error)}. ${end}`);
}

/** Errors of the system and of databases have codes, or are known by their words; a fault of this program has neither. */
function isFromOutside(error: unknown): boolean {
  return failureOf(error) !== 'FAULT' || [...causesOf(error)].some(({ code }) => code !== '');
}
