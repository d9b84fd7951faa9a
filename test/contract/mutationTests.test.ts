import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildSchema } from 'graphql';
import { mutationTestFaults, type TestFile } from '../support/mutationTestFaults';

function mutationsOf(schema: string): string[] {
  return Object.keys(buildSchema(schema).getMutationType()?.getFields() ?? {});
}

function testFiles(): TestFile[] {
  const rooms = readdirSync('test').filter((name) => statSync(path.join('test', name)).isDirectory());
  return rooms.flatMap((room) =>
    readdirSync(path.join('test', room))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => ({ path: `${room}/${name}`, text: readFileSync(path.join('test', room, name), 'utf8') })),
  );
}

describe('every mutation', () => {
  const mutations = mutationsOf(readFileSync('schema/schema.graphql', 'utf8'));

  it('has one test file of its name, which calls it', () => {
    expect(mutations).toContain('createApiKey');
    expect(mutationTestFaults(mutations, testFiles())).toEqual([]);
  });

  it('is missed where it has no file, several, or one that is about something else', () => {
    const files = [
      { path: 'keys/createKey.test.ts', text: 'createKey(speaker)' },
      { path: 'keys/deleteKey.test.ts', text: 'deleteKey(speaker)' },
      { path: 'attacks/deleteKey.test.ts', text: 'deleteKey(speaker)' },
      { path: 'keys/rotateKey.test.ts', text: "describe('rotateKey', () => notRotateKey())" },
      { path: 'keys/updateKeyName.test.ts', text: 'updateKey(speaker)' },
    ];
    expect(mutationTestFaults(['createKey', 'deleteKey', 'rotateKey', 'updateKey'], files)).toEqual([
      'deleteKey has 2 test files of its name',
      'keys/rotateKey.test.ts never calls rotateKey',
      'updateKey has no test file of its name',
    ]);
  });
});
