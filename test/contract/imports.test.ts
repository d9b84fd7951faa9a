import { importCircles, wrongImports } from '../support/importRule';
import { sourceFiles } from '../support/sourceFiles';

describe('imports', () => {
  it('run one way', () => {
    expect(wrongImports(sourceFiles())).toEqual([]);
  });

  it('go in no circle', () => {
    expect(importCircles(sourceFiles())).toEqual([]);
  });

  it('are refused when they run the wrong way', () => {
    const files = [{ file: 'organizations/Organization', imports: ['keys/ApiKey', 'graphql/scalars'] }];
    expect(wrongImports(files)).toEqual(['organizations/Organization -> keys/ApiKey']);
  });

  it('are refused when they go in a circle', () => {
    const files = [
      { file: 'a', imports: ['b'] },
      { file: 'b', imports: ['a'] },
    ];
    expect(importCircles(files)).toEqual(['a -> b -> a']);
  });
});
