import type { TestOrganization, World } from './world';

/** Sets the reaction of an organization's key policy to secrets that come after their end. */
export async function setReuseReaction(world: World, { key }: TestOrganization, reaction: string): Promise<void> {
  const document = `mutation { updateKeyPolicy(input: { onSecretReuse: ${reaction} }) { keyPolicy { onSecretReuse } } }`;
  const { body } = await world.as(key).run(document);
  expect(body).toEqual({ data: { updateKeyPolicy: { keyPolicy: { onSecretReuse: reaction } } } });
}
