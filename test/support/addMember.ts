import { newId } from '../../src/id';
import { Membership } from '../../src/members/Membership';
import { User } from '../../src/members/User';
import { foldName } from '../../src/names';
import type { World } from './world';

/** Makes a person who is an admin of the organization, and gives the membership's id. The person cannot sign in. */
export async function addMember(world: World, organization: { id: string }, name = 'Ada'): Promise<{ id: string }> {
  const [id, userId, createdAt] = [newId(world.now), newId(world.now), world.now];
  const user = { id: userId, email: `${userId}@example.com`, name, sortName: foldName(name) };
  await world.database.write(async ({ manager }) => {
    await manager.insert(User, { ...user, passwordHash: 'none', createdAt });
    await manager.insert(Membership, { id, userId, organizationId: organization.id, role: 'ADMIN', createdAt });
  });
  return { id };
}
