import { readFileSync } from 'node:fs';
import { importCircles, ROOMS, roomCircles, wrongImports } from '../support/importRule';
import { sourceFiles } from '../support/sourceFiles';

/** The folders and files of the table in `src/README.md`, from the top. Shape: as in `ROOMS`. */
function roomsOfPage(): string[] {
  const [, table = ''] = readFileSync('src/README.md', 'utf8').split('| folders and files, from the top | hold |\n');
  const [rows = ''] = table.split('\n\n');
  const firstCells = rows.split('\n').map((row) => row.split('|')[1] ?? '');
  return firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+?)(?:\/|\.ts)`/g)].map(([, room = '']) => room));
}

describe('the order of folders', () => {
  it('is the same in the table of src/README.md as in the import rule', () => {
    // The page tells of the folders of the browser's scripts in a paragraph of their own.
    expect(roomsOfPage()).toEqual(ROOMS.filter((room) => !room.includes('/client')));
  });
});

describe('imports', () => {
  it('run from a folder to folders below it', () => {
    expect(wrongImports(sourceFiles())).toEqual([]);
  });

  it('go in no circle of files', () => {
    expect(importCircles(sourceFiles())).toEqual([]);
  });

  it('go in no circle of folders', () => {
    expect(roomCircles(sourceFiles())).toEqual([]);
  });

  it('are refused when they run upward', () => {
    const files = [{ file: 'organizations/Organization', imports: ['keys/ApiKey', 'scalars/DateTime'] }];
    expect(wrongImports(files)).toEqual(['organizations/Organization -> keys/ApiKey']);
  });

  it('are refused when files import one another in a circle', () => {
    const files = [
      { file: 'keys/a', imports: ['keys/b'] },
      { file: 'keys/b', imports: ['keys/a'] },
    ];
    expect(importCircles(files)).toEqual(['keys/a -> keys/b -> keys/a']);
  });

  it('are refused when folders import one another in a circle', () => {
    const files = [
      { file: 'keys/a', imports: ['processes/b'] },
      { file: 'processes/c', imports: ['keys/d'] },
    ];
    expect(roomCircles(files)).toEqual(['keys -> processes -> keys']);
  });
});
