import type { RoleName } from '../../src/access/ScopeName';
import { newId } from '../../src/id';
import { Membership } from '../../src/members/Membership';
import { User } from '../../src/members/User';
import { foldName } from '../../src/names';
import { insertSession } from '../../src/sessions/sessionRows';
import { Visitor } from './Visitor';
import { CHEAP_COST, type World } from './world';

/** The password of every person of a test who can sign in. */
export const PASSWORD = 'correct horse battery';

/** Its digest at the cost of most tests. */
export const PASSWORD_HASH = '$2b$04$d7nYm2XK.pvZXxfoslszGOH7RK0esse5AnGWmTNyVgm2PvAt0McTG';

/** Its digest at the cost of production: hashed once and for all, since that takes long. */
const COSTLY_HASH = '$2b$12$xFHK4v9cIYvM68IC0LUNjOQ/BTjSj.ZKsRRhfTm6/Lw83AWw3HGJu';

/** A person as a test holds one. */
export interface TestPerson {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** A person in the organization that the test is about. */
export interface TestMember extends TestPerson {
  readonly memberId: string;
}

/** What a person should be, where it matters to the test; otherwise: Ada, an admin, with an address of her own. */
export interface PersonWishes {
  readonly name?: string;
  readonly email?: string;
  readonly role?: RoleName;
  readonly passwordHash?: string;
  /** Whether the address is known to be the person's. */
  readonly isProved?: boolean;
}

/** Makes a person who can sign in with `PASSWORD`, in no organization. */
export async function addUser(world: World, wishes: Omit<PersonWishes, 'role'> = {}): Promise<TestPerson> {
  const userId = newId(world.now);
  const known = world.config.passwordCost === CHEAP_COST ? PASSWORD_HASH : COSTLY_HASH;
  const { name = 'Ada', email = `${userId}@example.com`, passwordHash = known, isProved = true } = wishes;
  const user: User = {
    id: userId,
    email,
    name,
    sortName: foldName(name),
    passwordHash,
    emailProvedAt: isProved ? world.now : null,
    failedSignInCount: 0,
    createdAt: world.now,
  };
  await world.database.write(async ({ manager }) => void (await manager.insert(User, user)));
  return { userId, name, email };
}

/** Makes a person a member, and gives the membership's id. */
export async function addMembership(
  world: World,
  { userId }: { readonly userId: string },
  organization: { readonly id: string },
  role: RoleName = 'ADMIN',
): Promise<string> {
  const membership = { id: newId(world.now), userId, organizationId: organization.id, role, createdAt: world.now };
  await world.database.write(async ({ manager }) => void (await manager.insert(Membership, membership)));
  return membership.id;
}

/** Makes a person who can sign in with `PASSWORD`, as a member of an organization. */
export async function addPerson(
  world: World,
  organization: { readonly id: string },
  { role, ...wishes }: PersonWishes = {},
): Promise<TestMember> {
  const person = await addUser(world, wishes);
  return { ...person, memberId: await addMembership(world, person, organization, role) };
}

/** The browser of a person who has signed in: without the password, which takes long to check. */
export async function signedIn(world: World, { userId, memberId }: TestMember): Promise<Visitor> {
  const session = { userId, membershipId: memberId, createdAt: world.now };
  const { token } = await world.database.write(({ sql }) => insertSession(sql, session));
  return new Visitor(world, token);
}

/** Forgets who failed to sign in, and how often: all tests of a server come from one address. */
export async function forgetFailures(world: World): Promise<void> {
  await world.rows('DELETE FROM "throttle"');
}
