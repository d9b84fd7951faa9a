import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const FILE = 'schema/openapi.json';
const TEXT = readFileSync(FILE, 'utf8');

/** What the lint finds. Shape: the rule and the place. */
async function faultsOf(source: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, absoluteRef: FILE, config });
  return problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`);
}

describe('the lint of schema/openapi.json', () => {
  it('has nothing to say of the file as it is', async () => {
    expect(await faultsOf(TEXT)).toEqual([]);
  });

  it.each([
    [
      'two operations of one name',
      '"operationId": "getKeySet"',
      '"operationId": "getOpenApi"',
      'operation-operationId-unique',
    ],
    ['a scheme that is not described', '"basic": []', '"digest": []', 'security-defined'],
    ['a field that OpenAPI has not', '"required": true', '"isRequired": true', 'struct'],
    ['an answer that is nowhere', 'responses/Verify200', 'responses/Verify299', 'no-unresolved-refs'],
  ])('finds %s', async (_what, from, to, rule) => {
    const faults = await faultsOf(TEXT.replace(from, to));
    expect(faults.map((fault) => fault.split(' ')[0])).toContain(rule);
  });
});
