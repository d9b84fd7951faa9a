import { addPerson, signedIn } from '../support/people';
import { Visitor } from '../support/Visitor';
import { sharedWorld } from '../support/world';

const WHO = '{ viewer { name } }';

describe('the cookie of a session', () => {
  const world = sharedWorld('sqlite');
  const statusWith = async (cookie: string) => (await new Visitor(world()).run(WHO, {}, { cookie })).status;

  it('counts beside cookies of other names, the secure one included', async () => {
    const { token } = await signedIn(world(), await addPerson(world(), await world().organization()));
    expect(await statusWith(`a=b; latchkey-session=${token}; __Host-latchkey-session=x; latchkey-session2=y`)).toBe(
      200,
    );
  });

  it.each([
    ['first', (token: string) => `latchkey-session=${token}; latchkey-session=x`],
    ['last', (token: string) => `latchkey-session=x;latchkey-session=${token}`],
    ['both', (token: string) => `latchkey-session=${token}; a=b; latchkey-session = ${token}`],
  ])('counts for nothing where there are two of its name, the right one %s', async (_which, cookieOf) => {
    const { token = '' } = await signedIn(world(), await addPerson(world(), await world().organization()));
    expect(await statusWith(cookieOf(token))).toBe(401);
  });
});
