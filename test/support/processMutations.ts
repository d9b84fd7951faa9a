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

/** Why nothing is done to a process that is not there, or that the caller may not see. */
export const NO_PROCESS = { code: 'NOT_FOUND', message: 'There is no such process.', path: ['input', 'id'] };
