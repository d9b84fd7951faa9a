import fc from 'fast-check';
import { cleanEmail, cleanName, foldEmail, foldName } from '../src/names';

/** Without characters yet to come, private ones, and most of those whose script knows no case. */
const WITHOUT_CASE = /[\p{Cn}\p{Cs}\p{Co}\p{Unified_Ideograph}\p{Script=Hangul}]/u;

/** Every other character there is. */
const CHARACTERS = Array.from({ length: 0x110000 }, (_each, point) => String.fromCodePoint(point)).filter(
  (character) => !WITHOUT_CASE.test(character),
);

/** Cherokee folds to its capitals in Unicode, and here to its small letters; the letters that are alike are the same. */
const CHEROKEE = /\p{Script=Cherokee}/u;

describe('a folded name', () => {
  it('differs from a character where Unicode says so, and for the Turkish i without a dot', () => {
    const others = CHARACTERS.filter(
      (each) => (foldName(each) !== each) !== /\p{Changes_When_NFKC_Casefolded}/u.test(each) && !CHEROKEE.test(each),
    );
    expect(others).toEqual(['ı']);
  });

  it('is the same for the small and the capital letter, and for what is folded already', () => {
    const unlike = CHARACTERS.filter((each) =>
      [each.toUpperCase(), each.toLowerCase(), foldName(each)].some((other) => foldName(other) !== foldName(each)),
    );
    expect(unlike).toEqual([]);
  });

  it('is folded once and for all, whatever stands beside one another', () => {
    const character = fc.oneof(
      fc.constantFrom(...'iIİıßẞςΣσ\u0307\u0323\u200d\ufe0f\u0345ﬃ'),
      fc.string({ unit: 'binary' }),
    );
    const text = fc.array(character, { maxLength: 6 }).map((characters) => characters.join(''));
    fc.assert(fc.property(text, (each) => foldName(foldName(each)) === foldName(each)));
  });

  it.each([
    ['ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύσ'],
    ['İI ıi', 'ii ii'],
    ['Straße STRAẞE', 'strasse strasse'],
    ['Ｋｅｙ ①', 'key 1'],
    ['Ἀθῆναι ᾳ', 'ἀθῆναι αι'],
    ['👩‍👩‍👧 ❤️', '👩👩👧 ❤'],
  ])('%s is %s', (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });
});

describe('a name', () => {
  it.each([
    ['white space', ' \t Acme \u3000\n', 'Acme'],
    ['a zero width space', '\u200bAcme\u200b', 'Acme'],
    ['several kinds of nothing', '\u2800 \u3164\u00ad\u2060Acme\ufeff\u115f\uffa0 \u{e0041}', 'Acme'],
    ['a presentation selector after a letter', 'Acme\ufe0f', 'Acme'],
    ['tags after a letter', 'Acme\u{e0067}\u{e007f}', 'Acme'],
    ['a second presentation selector', '❤\ufe0f\ufe0f ', '❤\ufe0f'],
  ])('loses %s around it', (_what, text, name) => {
    expect(cleanName(text)).toBe(name);
  });

  it.each([
    ['an emoji that is coloured', '❤\ufe0f'],
    ['an emoji that is not', 'Home ☎\ufe0e'],
    ['emoji that are joined', '👩\u200d👩\u200d👧'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['the flag of a country', '🇨🇭'],
    ['the flag of Wales', '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}'],
    ['an ideograph in a variant', '葛\u{e0100}'],
    ['Persian with a joint between its letters', 'می\u200cخواهم'],
  ])('keeps %s as it is', (_what, name) => {
    expect(cleanName(name)).toBe(name);
  });

  it.each([
    ['\u200b'],
    ['\u3164'],
    ['\u00ad'],
    ['\u2800'],
    ['\u115f\u1160\uffa0'],
    ['\ufe0f\u200d'],
    ['\u{e0001}\u{e0020}'],
    ['\u2028'],
    ['\ufffa'],
    ['\u{1d159}'],
    [' \u00a0\u2003\u200b '],
  ])('is not made of what nobody sees: %j', (name) => {
    expect(cleanName(name)).toBeNull();
  });

  it('has its limit of length without what is around it', () => {
    const longest = 'n'.repeat(100);
    expect(cleanName(`\u200b${longest}${'\u200b'.repeat(1_000_000)}`)).toBe(longest);
    expect(cleanName(`n${longest}`)).toBeNull();
  });
});

describe('an address', () => {
  it('is compared in lower case', () => {
    expect([foldEmail(' Ada@ACME.example '), cleanEmail('Ada@ACME.example')]).toEqual([
      'ada@acme.example',
      'ada@acme.example',
    ]);
  });

  it.each([['\u212aim@acme.example'], ['ſam@acme.example'], ['straße@acme.example'], ['ａda@acme.example']])(
    'with a letter that merely folds to one of ASCII is none: %s',
    (text) => {
      expect(cleanEmail(text)).toBeNull();
      expect(foldEmail(text)).toBe(text);
    },
  );
});
