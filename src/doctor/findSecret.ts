import { existsSync, statSync } from 'node:fs';
import { type Finding, failure, fine, warning } from '../checks/Finding';
import type { Config } from '../config';
import { messageOf } from '../errors';
import { readText } from '../readText';
import { keptFolderOf } from '../running/start';
import { keptSecretFile, MIN_SECRET_BYTES } from '../secrets';

/** The master secret, and what is to be said of the file that it is kept in. */
export interface KeptSecret {
  /** Shape: null where there is none that can be used. */
  readonly secret: string | null;
  /** Shape: null where none is kept: production has it set. */
  readonly finding: Finding | null;
}

const NAME = 'kept secret';
const OF_OTHERS = 0o077;

/** Finds the master secret: the one that is set, or outside production the one in the data folder. Makes none. */
export function findSecret(config: Config): KeptSecret {
  if (config.secret !== null || config.isProduction) return { secret: config.secret, finding: null };
  const file = keptSecretFile(keptFolderOf(config));
  if (!existsSync(file)) {
    return { secret: null, finding: fine(NAME, `None is kept yet: the first start makes ${file}.`) };
  }
  try {
    const secret = readText(file).trim();
    if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
      const sentence = `${file} holds no secret of at least ${MIN_SECRET_BYTES} bytes.`;
      return { secret: null, finding: failure(NAME, sentence, 'Restore it: keys were made with it.') };
    }
    return { secret, finding: findingOn(file) };
  } catch (error) {
    const sentence = `The master secret in ${file} cannot be read: ${messageOf(error)}.`;
    return { secret: null, finding: failure(NAME, sentence, 'Let the user of the server read it.') };
  }
}

function findingOn(file: string): Finding {
  const mode = statSync(file).mode & 0o777;
  if ((mode & OF_OTHERS) === 0) return fine(NAME, `It is kept in ${file}, which its owner alone can read.`);
  const sentence = `Others may read ${file}, which holds the master secret.`;
  return warning(NAME, sentence, `Run chmod 600 ${file}.`);
}
