import type { World } from './world';

/** Makes the table of key policies where no migration has. */
export async function makeKeyPolicyTable(world: World): Promise<void> {
  await world.rows(
    `CREATE TABLE IF NOT EXISTS "key_policy" ("organizationId" varchar(32) PRIMARY KEY, "maxLifetimeDays" int,
       "defaultLifetimeDays" int, "allowsAllScopes" int, "requiresNote" int, "noticeDays" text,
       "onSecretReuse" varchar(7), "updatedAt" bigint, "updatedBy" varchar(200), "version" int)`,
  );
}

/** Sets the reaction of an organization's key policy to secrets that come after their end. */
export async function setReuseReaction(world: World, { id }: { id: string }, reaction: string): Promise<void> {
  await world.rows(
    `INSERT INTO "key_policy" ("organizationId", "maxLifetimeDays", "defaultLifetimeDays", "allowsAllScopes", "requiresNote",
       "noticeDays", "onSecretReuse", "updatedAt", "updatedBy", "version")
     VALUES ($1, 366, 90, 1, 0, '30', $2, $3, 'operator', 1)`,
    [id, reaction, world.now],
  );
}
