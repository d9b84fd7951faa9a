import { getMetadataArgsStorage } from 'typeorm';
import { EVENTS, type EventDefinition } from '../../src/events/catalogue';
import { ENTITIES, MODULES } from '../../src/running/modules';
import { sourceFiles, sourceOf } from '../support/sourceFiles';

/** What events tell beside columns. */
const FACTS = [
  'ApiKey.requiredScopes', // Of what was denied.
  'ApiKey.retiringUntil', // Of a rotation that starts now.
  'ApiKey.retiringUntil', // Of one that its first use completes.
  'ApiKey.secretState',
  'ApiKey.violations',
  'ApiKey.wasNetworkKnown',
  'Membership.requiredScopes',
  'Webhook.eventCount', // Of what is sent again.
  'Webhook.state',
];

const DEFINITIONS = Object.entries(EVENTS) as [string, EventDefinition][];

describe('the catalogue of events', () => {
  it('names each event by a noun and what became of it', () => {
    expect(DEFINITIONS.filter(([name]) => !/^[a-z_]+\.[a-z_]+$/.test(name)).map(([name]) => name)).toEqual([]);
  });

  it('holds nothing that cannot happen', () => {
    const texts = sourceFiles()
      .filter(({ file }) => file !== 'events/catalogue')
      .map(({ file }) => sourceOf(file));
    const isNamed = (name: string): boolean => texts.some((text) => text.includes(`'${name}'`));
    expect(DEFINITIONS.map(([name]) => name).filter((name) => !isNamed(name))).toEqual([]);
  });

  it('writes down columns of what an event is about, and few other facts', () => {
    const columns = getMetadataArgsStorage().columns.map(({ target, propertyName, options }) => {
      const entity = typeof target === 'function' ? target.name : target;
      return `${entity}.${options.name ?? propertyName}`;
    });
    const rowsOf = (target: string): string => (target === 'Member' ? 'Membership' : target);
    const asked = DEFINITIONS.flatMap(([, { target, changes }]) =>
      changes.map((field) => `${rowsOf(target)}.${field}`),
    );
    expect(asked.filter((each) => !columns.includes(each)).sort()).toEqual(FACTS);
  });

  it('writes down no field that could hold a secret', () => {
    const fields = new Set(DEFINITIONS.flatMap(([, { changes }]) => changes));
    expect([...fields].sort()).toEqual([
      'allowsAllScopes',
      'defaultLifetimeDays',
      'description',
      'disableUnusedAfterDays',
      'endNote',
      'endReason',
      'enforcedFrom',
      'eventCount',
      'expiresAt',
      'grantableScopes',
      'maxKeysPerOwner',
      'maxLifetimeDays',
      'name',
      'note',
      'noticeDays',
      'onSecretReuse',
      'processId',
      'requiredScopes',
      'requiresNote',
      'retiringUntil',
      'role',
      'scopes',
      'secretNumber',
      'secretState',
      'state',
      'type',
      'types',
      'url',
      'violations',
      'wasNetworkKnown',
    ]);
  });
});

describe('the modules', () => {
  it('name every entity of the source', () => {
    const described = sourceFiles()
      .map(({ file }) => sourceOf(file))
      .flatMap((text) => [...text.matchAll(/^@Entity\([^)]*\)[\s\S]*?^export class (\w+)/gm)].map((match) => match[1]));
    expect(ENTITIES.map(({ name }) => name).sort()).toEqual(described.sort());
  });

  it('stand each in a folder of its own', () => {
    const folders = sourceFiles().filter(({ file }) => /^\w+\/module$/.test(file));
    expect(MODULES).toHaveLength(folders.length);
  });
});
