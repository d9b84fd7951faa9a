import { failureOf } from '../../src/database/failures';

/** What a driver throws. */
function withCode(code: string): Error {
  return Object.assign(new Error('a failure'), { code });
}

describe('a failure of PostgreSQL', () => {
  it.each([
    ['RETRY', ['40001', '40P01']],
    ['UNAVAILABLE', ['08006', '0A000', '25006', '25P03', '25P04', '28P01', '3D000', '40003']],
    ['UNAVAILABLE', ['53100', '53300', '55000', '55P03', '57014', '57P01', '57P03', '58030', 'XX000', 'XX001']],
    ['FAULT', ['22012', '23505', '25P02', '42501', '42601', '42P01', '54001', 'P0001']],
  ])('counts as %s: %s', (meaning, codes) => {
    expect(codes.map((code) => failureOf(withCode(code)))).toEqual(codes.map(() => meaning));
  });

  it('is told by what caused it, too', () => {
    expect(failureOf(new Error('a statement failed', { cause: withCode('25006') }))).toBe('UNAVAILABLE');
  });
});
