import { PasswordDigests } from '../../src/sessions/PasswordDigests';
import { passwordFault } from '../../src/sessions/passwords';
import { addPerson, forgetFailures, signedIn } from '../support/people';
import {
  acceptInvitation,
  changePassword,
  invitationToken,
  SIGN_IN_REFUSED,
  SIGNED_IN,
  signIn,
} from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { PRODUCTION_COST, sharedWorld } from '../support/world';

const LENGTH_RULE = 'A password has at least 8 characters and at most 72 bytes of UTF-8.';
const POPULAR_RULE = 'This password is one of the most common ones, which are tried first: choose another.';

/** `n` characters that are on no list. */
function letters(n: number): string {
  return 'Wqz7-'.repeat(40).slice(0, n);
}

describe('passwords', () => {
  const digests = new PasswordDigests();

  it.each([
    ['7 characters', letters(7)],
    ['7 characters of four bytes', '🔑'.repeat(7)],
    ['none', ''],
    ['73 bytes', letters(73)],
    ['200 bytes', letters(200)],
    ['37 times é, which are 74 bytes', 'é'.repeat(37)],
    ['19 characters of four bytes', '🔑'.repeat(19)],
  ])('T97: are refused for their length: %s', (_what, password) => {
    expect(passwordFault(password)).toBe(LENGTH_RULE);
  });

  it.each([
    ['8 characters', letters(8)],
    ['64 characters', letters(64)],
    ['72 bytes', letters(72)],
    ['36 times é or è, which are 72 bytes', 'éè'.repeat(18)],
    ['8 characters of four bytes', '🔑🗝🔒🔓🔏🔐🧷🧿'],
    ['blanks in the middle and around', '  my own words  '],
    ['eight blanks and a letter', '        x'],
    ['letters of one case alone', 'nodigitsorcapitals'],
  ])('T97: are taken as they are: %s', (_what, password) => {
    expect(passwordFault(password)).toBeNull();
  });

  it.each([
    'password',
    'Password',
    'PASSWORD1',
    '12345678',
    '123456789',
    '1234567890',
    '11111111',
    '00000000',
    '88888888',
    'aaaaaaaa',
    '        ',
    '87654321',
    '0123456789',
    'abcdefghij',
    'qwertyuiop',
    'iloveyou',
    'sunshine',
    'princess',
    'football',
    'baseball',
    'trustno1',
    'superman',
    'starwars',
    'whatever',
    'computer',
    'letmein1',
    'jennifer',
    'michelle',
    '1q2w3e4r',
    'abcd1234',
    'passw0rd',
    'password123',
  ])('T97: are refused where everybody would try them first: %s', (password) => {
    expect(passwordFault(password)).toBe(POPULAR_RULE);
  });

  it('T97: are compared whole: one that differs after its 72nd byte is another', async () => {
    const bcrypt = await import('bcrypt');
    const [password, digest] = [letters(72), await bcrypt.default.hash(letters(72), 4)];
    expect(await bcrypt.default.compare(`${password}x`, digest)).toBe(true); // bcrypt alone would take it.
    expect(await digests.isPasswordOf(password, digest)).toBe(true);
    for (const other of [`${password}x`, `${password}${letters(128)}`, `${password}\u0000`, letters(71)]) {
      expect(await digests.isPasswordOf(other, digest)).toBe(false);
    }
  });

  it('T97: are compared byte for byte, without a change of case, blanks or form', async () => {
    const bcrypt = await import('bcrypt');
    const digest = await bcrypt.default.hash(' Éclair 🔑 au café ', 4);
    expect(await digests.isPasswordOf(' Éclair 🔑 au café ', digest)).toBe(true);
    for (const other of ['Éclair 🔑 au café', ' éclair 🔑 au café ', ' E\u0301clair 🔑 au café ', '']) {
      expect(await digests.isPasswordOf(other, digest)).toBe(false);
    }
  });
});

describe('the password that a person chooses', () => {
  const world = sharedWorld('sqlite', {}, PRODUCTION_COST);
  beforeEach(() => forgetFailures(world()));

  it('T97: is held to the rules where it is changed, and nowhere cut', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    for (const bad of [letters(7), letters(73), 'é'.repeat(37), 'iloveyou']) {
      const { body } = await changePassword(browser, bad);
      expect(body.data.changePassword.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'newPassword'] }]);
    }
    expect((await changePassword(browser, letters(72))).body.data.changePassword.userErrors).toEqual([]);
    expect((await signIn(new Visitor(world()), ada.email, `${letters(72)}x`)).body).toEqual(SIGN_IN_REFUSED);
    expect((await signIn(new Visitor(world()), ada.email, letters(72))).body).toEqual(SIGNED_IN);
  });

  it('T97: is held to the rules where an invitation is accepted', async () => {
    const acme = await world().organization();
    const token = await invitationToken(world().as(acme.key), 'grace@example.com');
    for (const password of [letters(7), letters(73), 'é'.repeat(37), 'iloveyou']) {
      const { body } = await acceptInvitation(new Visitor(world()), { token, name: 'Grace', password });
      expect(body.data.acceptInvitation.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'password'] }]);
    }
    expect(await world().rows(`SELECT "id" FROM "user" WHERE "email" = 'grace@example.com'`)).toEqual([]);
  });

  it('T97: is no longer held to them once it was chosen', async () => {
    const acme = await world().organization();
    const passwordHash = await (await import('bcrypt')).default.hash('letmein', 12);
    const ada = await addPerson(world(), acme, { passwordHash });
    expect((await signIn(new Visitor(world()), ada.email, 'letmein')).body).toEqual(SIGNED_IN);
  });
});
