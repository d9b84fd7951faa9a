import { speedTable } from '../../src/building/speedTable';

const ROWS = ['first-query', 'verify', 'introspection', 'key-checks', 'create-keys'];
const PAGE = [
  '| row | what | ours | reference | ratio | reach |',
  ...ROWS.map((name, index) => `| ${name} | the ${name} | ${index}/s | 2/s | 1.00 (0.90–1.10) | yes |`),
  '',
  '- first-query, verify: against bare Fastify, which answers the same.',
  '- introspection, key-checks, create-keys: against a loop (WAL).',
].join('\n');

describe('the figures of the README', () => {
  it('are those of the page on performance, with what they are compared with', () => {
    expect(speedTable(PAGE).split('\n').slice(2)).toEqual([
      '| the first-query | 0/s | 2/s | 1.00 (0.90–1.10) | bare Fastify |',
      '| the verify | 1/s | 2/s | 1.00 (0.90–1.10) | bare Fastify |',
      '| the introspection | 2/s | 2/s | 1.00 (0.90–1.10) | a loop |',
      '| the key-checks | 3/s | 2/s | 1.00 (0.90–1.10) | a loop |',
      '| the create-keys | 4/s | 2/s | 1.00 (0.90–1.10) | a loop |',
    ]);
  });

  it('are refused where the page lacks a row', () => {
    expect(() => speedTable(PAGE.replace('| verify |', '| other |'))).toThrow('docs/performance.md has no row verify');
  });
});
