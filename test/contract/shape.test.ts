import { existsSync } from 'node:fs';
import { declarationsOf } from '../support/declarationsOf';
import { sourceFiles, sourceOf } from '../support/sourceFiles';

const FORBIDDEN = /^(?:utils?|helpers?|common|managers?|handlers?|data|infos?|misc|base)$/i;

/** Words that others chose, and the name of the author's work. Shape: as `forbiddenNames` writes them. */
const GIVEN = new Set([
  'storage/Storage: manager', // TypeORM's entity manager.
  'console/client/api/ask: data', // GraphQL specification, section 7.1.1.
  'lists/PageInfo: PageInfo', // Relay cursor connections specification, as the rest of them.
  'lists/connectionOf: pageInfo',
  'lists/Connection: pageInfo',
  'lists/toConnection: pageInfo',
  'console/client/lists/Connection: pageInfo',
  'rotations/ApiKeySecretInfo: ApiKeySecretInfo', // Clients were promised that name.
]);

const FILES = sourceFiles()
  .map(({ file }) => file)
  .filter((file) => !file.includes('/generated/'));

/** The words of a name. Shape: `dataFolder` and `DATA_FOLDER` are `data` and `folder`. */
function wordsOf(name: string): string[] {
  return name.split(/[_./-]|(?<=[a-z0-9])(?=[A-Z])/);
}

/** What breaks the rule of names. Shape: `commands/print: data`. */
function forbiddenNames(file: string, text: string): string[] {
  const { names } = declarationsOf(text, existsSync(`src/${file}.tsx`));
  const inPath = file.split('/').filter((part) => wordsOf(part).some((word) => FORBIDDEN.test(word)));
  const inside = names.filter((name) => wordsOf(name).some((word) => FORBIDDEN.test(word)));
  return [...new Set([...inPath, ...inside])].map((name) => `${file}: ${name}`);
}

/** What breaks the rule of functions. Shape: `running/app: createApp (55)`. */
function longFunctions(file: string, text: string): string[] {
  const { functions } = declarationsOf(text, false);
  return functions.filter(({ lineCount }) => lineCount > 40).map((each) => `${file}: ${each.name} (${each.lineCount})`);
}

/** Whether a file has more than 400 lines. */
function isLong(text: string): boolean {
  return text.trimEnd().split('\n').length > 400;
}

describe('the source', () => {
  it('has no name that says nothing, but where another program gave it', () => {
    expect(FILES.flatMap((file) => forbiddenNames(file, sourceOf(file))).filter((name) => !GIVEN.has(name))).toEqual(
      [],
    );
  });

  it('has no function of more than 40 lines, but for components', () => {
    // Components hold markup, which is as long as what it shows.
    const withoutMarkup = FILES.filter((file) => existsSync(`src/${file}.ts`));
    expect(withoutMarkup.flatMap((file) => longFunctions(file, sourceOf(file)))).toEqual([]);
  });

  it('has no file of more than 400 lines', () => {
    expect(FILES.filter((file) => isLong(sourceOf(file)))).toEqual([]);
  });
});

describe('the reader of declarations', () => {
  it('finds a forbidden word in each place where a name is declared', () => {
    const text = `
      const sessionData = 1;
      function keyHelper({ id: info, ...misc }: Row, [base]: string[]) {}
      class ApiKeyManager { utils = 1; common() {} constructor(private readonly handler: Run) {} }
      type MailInfo = { data: string };
      const f = (DATA_FOLDER = 1) => DATA_FOLDER;
    `;
    expect(forbiddenNames('keys/keyUtil', text)).toEqual([
      'keys/keyUtil: keyUtil',
      'keys/keyUtil: sessionData',
      'keys/keyUtil: keyHelper',
      'keys/keyUtil: info',
      'keys/keyUtil: misc',
      'keys/keyUtil: base',
      'keys/keyUtil: ApiKeyManager',
      'keys/keyUtil: utils',
      'keys/keyUtil: common',
      'keys/keyUtil: handler',
      'keys/keyUtil: MailInfo',
      'keys/keyUtil: data',
      'keys/keyUtil: DATA_FOLDER',
    ]);
  });

  it('takes no name for its own that comes out of an object, and no word for its part', () => {
    expect(forbiddenNames('keys/database', 'const { manager, data } = database; const basement = 1;')).toEqual([]);
  });

  it('takes a file of 400 lines, and none of 401', () => {
    expect([isLong('line\n'.repeat(400)), isLong('line\n'.repeat(401))]).toEqual([false, true]);
  });

  it('counts the lines of each kind of function, after text that is no ASCII', () => {
    const body = '\n'.repeat(40);
    const text = `// ü…\nfunction a() {${body}}\nconst b = () => {${body}};\nclass C { d() {${body}} }\nfunction e() {\n}`;
    expect(longFunctions('x', text)).toEqual(['x: a (41)', 'x: b (41)', 'x: d (41)']);
  });
});
