import type { Speaker } from './apiKeyMutations';
import type { TestKey, World } from './world';

/** What came of a rotation. */
export interface Rotated {
  readonly key: TestKey;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what tests assert.
  readonly payload: any;
}

/** Gives a key another secret. Shape: `key` is the same key with the new value, or the old one where that was refused. */
export async function rotateApiKey(speaker: Speaker, key: TestKey, input: object = {}): Promise<Rotated> {
  const document = `mutation ($input: RotateApiKeyInput!) {
    rotateApiKey(input: $input) { apiKey { id } secret { value user pass number expiresAt } userErrors { code message path } }
  }`;
  const { body } = await speaker.run(document, { input: { id: key.id, ...input } });
  const payload = body.data?.rotateApiKey ?? body;
  const { value = key.value, pass = key.pass } = payload.secret ?? {};
  return { key: { ...key, value, pass }, payload };
}

/** The codes with the paths of user errors. Shape: `CONFLICT input.version`. */
export function faultsOf({ userErrors }: { userErrors: { code: string; path: string[] }[] }): string[] {
  return userErrors.map(({ code, path }) => `${code} ${path.join('.')}`);
}

/** Ends the earlier secret of a key. Shape: the codes of what was refused. */
export function finishRotation(speaker: Speaker, { id }: { id: string }, input: object = {}): Promise<string[]> {
  return change(speaker, 'finishRotation', 'FinishRotationInput', { id, ...input });
}

/** Takes the pending secret of a key back. Shape: the codes of what was refused. */
export function cancelRotation(speaker: Speaker, { id }: { id: string }, input: object = {}): Promise<string[]> {
  return change(speaker, 'cancelRotation', 'CancelRotationInput', { id, ...input });
}

/** The secrets of a key in words, the newest first. Shape: `2 PENDING`. */
export async function statesOf(world: World, manager: TestKey, { id }: { id: string }): Promise<string[]> {
  const { body } = await world.as(manager).run(`{ apiKey(id: "${id}") { secrets { number state } } }`);
  return body.data.apiKey.secrets.map(({ number, state }: { number: number; state: string }) => `${number} ${state}`);
}

/** One field of each secret of a key, the newest first. */
export async function secretsOf(
  world: World,
  manager: TestKey,
  { id }: { id: string },
  field: string,
): Promise<unknown[]> {
  const { body } = await world.as(manager).run(`{ apiKey(id: "${id}") { secrets { ${field} } } }`);
  return body.data.apiKey.secrets.map((secret: Record<string, unknown>) => secret[field]);
}

/** How each of these values is answered. */
export async function statusesOf(world: World, ...keys: TestKey[]): Promise<number[]> {
  return Promise.all(keys.map(async (key) => (await world.as(key).run('{ viewer { name } }')).status));
}

/** Uses a key, and has its use written down. */
export async function use(world: World, key: TestKey): Promise<void> {
  await world.as(key).run('{ viewer { name } }');
  await world.app.services.keyUse.flush();
}

async function change(speaker: Speaker, field: string, type: string, input: object): Promise<string[]> {
  const document = `mutation ($input: ${type}!) { ${field}(input: $input) { apiKey { id } userErrors { code path } } }`;
  const { body } = await speaker.run(document, { input });
  return body.data?.[field] ? faultsOf(body.data[field]) : [body.errors[0].extensions.code];
}
