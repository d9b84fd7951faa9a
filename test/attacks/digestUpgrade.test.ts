import type { Engine } from '../../src/database/options';
import { describeOnEachEngine } from '../support/engines';
import { addPerson } from '../support/people';
import { SIGN_IN_REFUSED, SIGNED_IN, signIn } from '../support/peopleMutations';
import { times } from '../support/times';
import { Visitor } from '../support/Visitor';
import { PRODUCTION_COST, sharedWorld } from '../support/world';

/** The digest of the password of all tests, of a cost that was once enough. */
const OLD_HASH = '$2b$10$YM/8bIDLxct.mfUa3tgjCugWiiip65fHM7iBPGhbKyCoeSowVW75C';

/** Writes down every change of a digest. */
const WATCH: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: [
    'CREATE TABLE "changed" ("hash" TEXT)',
    `CREATE TRIGGER "watch" AFTER UPDATE OF "passwordHash" ON "user"
     BEGIN INSERT INTO "changed" VALUES (NEW."passwordHash"); END`,
  ],
  postgres: [
    'CREATE TABLE "changed" ("hash" TEXT)',
    `CREATE FUNCTION "watch"() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN INSERT INTO "changed" VALUES (NEW."passwordHash"); RETURN NEW; END $$`,
    'CREATE TRIGGER "watch" AFTER UPDATE OF "passwordHash" ON "user" FOR EACH ROW EXECUTE FUNCTION "watch"()',
  ],
};

describeOnEachEngine('a digest of an old cost', (engine) => {
  const world = sharedWorld(engine, {}, PRODUCTION_COST);

  it('T31: is made anew once by many who sign in at once, at two servers, and never by a wrong password', async () => {
    const ada = await addPerson(world(), await world().organization(), { passwordHash: OLD_HASH });
    for (const statement of WATCH[engine]) await world().rows(statement);
    const hash = async () =>
      (
        await world().rows<{ passwordHash: string }>('SELECT "passwordHash" FROM "user" WHERE "id" = $1', [ada.userId])
      )[0]?.passwordHash;
    expect((await signIn(new Visitor(world()), ada.email, 'wrong')).body).toEqual(SIGN_IN_REFUSED);
    expect(await hash()).toBe(OLD_HASH);
    const second = await world().secondServer();
    const length = times({ usual: 6, long: 20 });
    const visitors = Array.from({ length }, (_, index) => new Visitor(index % 2 === 0 ? world() : second));
    const answers = await Promise.all(visitors.map((visitor) => signIn(visitor, ada.email)));
    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => SIGNED_IN));
    const made = await hash();
    expect(made).toMatch(/^\$2b\$12\$/);
    expect((await signIn(new Visitor(world()), ada.email, 'wrong')).body).toEqual(SIGN_IN_REFUSED);
    expect(await world().rows('SELECT "hash" FROM "changed"')).toEqual([{ hash: made }]);
  });
});
