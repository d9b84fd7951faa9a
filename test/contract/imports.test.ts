import { importCircles, roomCircles, wrongImports } from '../support/importRule';
import { sourceFiles } from '../support/sourceFiles';

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
