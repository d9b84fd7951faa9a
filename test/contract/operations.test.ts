import { readFileSync } from 'node:fs';
import { buildSchema, Kind, parse, validate } from 'graphql';
import { readExamples } from '../../src/building/readExamples';
import { DAY_MS } from '../../src/clock';
import { addMember } from '../support/addMember';
import { rotateApiKey } from '../support/rotations';
import { NOW, sharedWorld } from '../support/world';
import { recordSince, writeUse } from '../support/writtenUse';

const EXAMPLES = readExamples('schema/operations');
const SCHEMA = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

describe('the example operations', () => {
  const world = sharedWorld('sqlite');

  it('are these, in this order', () => {
    expect(EXAMPLES.map(({ file }) => file)).toEqual([
      '01-Viewer.graphql',
      '02-FirstLook.graphql',
      '03-ScopesICanGrant.graphql',
      '04-RequiredScopes.graphql',
      '05-CreateProcess.graphql',
      '06-CreateApiKey.graphql',
      '07-ListApiKeys.graphql',
      '08-ExpiringSoon.graphql',
      '09-NarrowApiKey.graphql',
      '10-DeleteApiKey.graphql',
      '11-Members.graphql',
      '12-DeleteProcess.graphql',
      '13-RotateApiKey.graphql',
      '14-FinishRotation.graphql',
      '15-DisableApiKey.graphql',
      '16-KeyPolicyImpact.graphql',
      '17-UpdateKeyPolicy.graphql',
      '18-ApiKeyUsage.graphql',
      '19-NarrowApiKeyByUse.graphql',
    ]);
  });

  it.each(EXAMPLES)('$file holds one operation of that name, which fits the schema', ({ file, text }) => {
    const document = parse(text);
    const names = document.definitions.map((each) => each.kind === Kind.OPERATION_DEFINITION && each.name?.value);
    expect(names).toEqual([/^\d\d-(.*)\.graphql$/.exec(file)?.[1]]);
    expect(validate(SCHEMA, document)).toEqual([]);
  });

  it.each(EXAMPLES)('$file begins with a sentence that says what it is for', ({ text }) => {
    expect(text).toMatch(/^# [A-Z].*[.?:]/);
  });

  it.each(EXAMPLES)('$file is answered to a key with all scopes, without errors', async ({ text, variables }) => {
    const organization = await world().organization();
    await addMember(world(), organization);
    const process = await world().process(organization);
    const { key } = await rotateApiKey(world().as(organization.key), await world().key(organization));
    await recordSince(world(), NOW - 90 * DAY_MS);
    await world().rows('UPDATE "api_key" SET "createdAt" = $1 WHERE "id" = $2', [NOW - 90 * DAY_MS, key.id]);
    await writeUse(world(), key.id, { name: 'List', needs: [[['workspace.process:read']]] }, { at: NOW });
    const filled = variables
      .replace('ID_OF_AN_API_KEY', key.id)
      .replace('ID_OF_A_PROCESS', process.id)
      .replace('IN_30_DAYS', '2026-12-23T12:00:00.000Z');
    const { status, body } = await world()
      .as(organization.key)
      .run(text, JSON.parse(filled || '{}'));
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(JSON.stringify(body.data).match(/"userErrors":\[[^\]]/)).toBeNull();
  });

  it('show what they ask for', async () => {
    const organization = await world().organization();
    await world().process(organization);
    const answers = EXAMPLES.filter(({ file }) => ['02-FirstLook.graphql', '04-RequiredScopes.graphql'].includes(file));
    const bodies = await Promise.all(
      answers.map(
        async ({ text, variables }) =>
          (
            await world()
              .as(organization.key)
              .run(text, JSON.parse(variables || '{}'))
          ).body.data,
      ),
    );
    expect(bodies).toMatchObject([
      { organization: { name: 'Acme', processes: { totalCount: 1, edges: [{ node: { name: 'Invoices' } }] } } },
      { requiredScopes: { anyOf: [['workspace.process:read']] } },
    ]);
  });
});
