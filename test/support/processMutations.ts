import type { Speaker } from './apiKeyMutations';
import type { Answer } from './world';

/** Makes a process, and asks for all that tests compare. */
export function createProcess(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: CreateProcessInput!) {
    createProcess(input: $input) {
      process { id name type status createdAt updatedAt organization { id } }
      userErrors { code message path }
    }
  }`;
  return speaker.run(document, { input });
}

/** Changes a process, and asks for all that tests compare. */
export function updateProcess(speaker: Speaker, input: object): Promise<Answer> {
  const document = `mutation ($input: UpdateProcessInput!) {
    updateProcess(input: $input) {
      process { id name type status createdAt updatedAt }
      userErrors { code message path }
    }
  }`;
  return speaker.run(document, { input });
}

/** Deletes a process. */
export function deleteProcess(speaker: Speaker, id: string): Promise<Answer> {
  const document = `mutation ($input: DeleteProcessInput!) {
    deleteProcess(input: $input) { deletedProcessId userErrors { code message path } }
  }`;
  return speaker.run(document, { input: { id } });
}

/** Why a name is not taken. */
export const INVALID_NAME = {
  code: 'INVALID',
  message: 'A name has 1 to 100 characters and no control characters.',
  path: ['input', 'name'],
};

/** Why nothing is done to a process that is not there, or that the caller may not see. */
export const NO_PROCESS = { code: 'NOT_FOUND', message: 'There is no such process.', path: ['input', 'id'] };

/** Texts that are no names, each with what is wrong with it. */
export const NO_NAMES: readonly [what: string, name: string][] = [
  ['no characters', ''],
  ['blanks only', ' \t\n '],
  ['101 characters', 'n'.repeat(101)],
  ['a line break inside', 'a\nb'],
  ['a zero byte', 'a\u0000b'],
  ['a bidirectional override', 'a\u202eb'],
];
