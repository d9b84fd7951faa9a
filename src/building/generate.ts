import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { fieldsOf } from '../access/fieldsOf';
import { needOf } from '../access/needOf';
import { policy } from '../access/policy';
import { SHIPPED_SCOPES } from '../access/SHIPPED_SCOPES';
import { buildSchema } from '../graphql/buildSchema';
import { openApiDocument } from '../openapi/openApiDocument';
import { SCHEMA_CLASSES } from '../running/modules';
import { alertRules } from './alertRules';
import { errorsPage } from './errorsPage';
import { eventsJson, eventsPage } from './eventsPage';
import { grafanaDashboard } from './grafanaDashboard';
import { markdownTable } from './markdownTable';
import { metricsPage } from './metricsPage';
import { speedTable } from './speedTable';

/** A file, or a part of one, that is made from the code. Shape: `path` is relative to the project's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** What files are made from. */
interface Sources {
  readonly built: Awaited<ReturnType<typeof buildSchema>>;
  /** The text of another file of the project. */
  readonly read: (file: string) => string;
}

/** A file and how it is made. Shape: `present` is what it holds now, empty where it is not there. */
interface Generator {
  readonly path: string;
  readonly make: (sources: Sources, present: string) => string;
}

const HEADING = '# Written by `npm run schema`. Do not edit.\n\n';

/** Where a server listens that has no settings. */
const DEFAULT_ADDRESS = 'http://127.0.0.1:4000';

/** Every generated file. */
const GENERATORS: readonly Generator[] = [
  { path: 'schema/schema.graphql', make: ({ built }) => `${HEADING}${built.clientText}\n` },
  { path: 'schema/subgraph.graphql', make: ({ built }) => `${HEADING}${built.subgraphText}\n` },
  { path: 'schema/scopes.json', make: ({ built }) => `${JSON.stringify(scopesOf(built.schema), null, 2)}\n` },
  { path: 'schema/events.json', make: eventsJson },
  { path: 'schema/openapi.json', make: () => `${JSON.stringify(openApiDocument(DEFAULT_ADDRESS), null, 2)}\n` },
  { path: 'docs/errors.md', make: errorsPage },
  { path: 'docs/events.md', make: eventsPage },
  { path: 'docs/metrics.md', make: metricsPage },
  { path: 'docs/grafana.json', make: grafanaDashboard },
  { path: 'docs/alerts.yaml', make: alertRules },
  {
    path: 'README.md',
    make: ({ built, read }, present) => {
      const withScopes = replacePart(present, 'scopes', scopeTable(built.schema));
      return replacePart(withScopes, 'speed', speedTable(read('docs/performance.md')));
    },
  },
];

/** Everything that is made from the code and committed, as it should be. */
export async function generatedFiles(root: string): Promise<GeneratedFile[]> {
  const container = { get: () => ({}) }; // Nothing is resolved while files are written.
  const built = await buildSchema({
    policy,
    classes: SCHEMA_CLASSES,
    container,
    loaders: {},
    hasAuthDirectives: true,
  });
  const read = (file: string): string => readIfThere(path.join(root, file)) ?? '';
  return GENERATORS.map(({ path: file, make }) => ({ path: file, content: make({ built, read }, read(file)) }));
}

/** The files whose content on disk is not what the code makes. */
export async function staleFiles(root: string): Promise<string[]> {
  const stale = (await generatedFiles(root)).filter((file) => readIfThere(path.join(root, file.path)) !== file.content);
  return stale.map((file) => file.path);
}

/** Puts a text between the marks of that name. Errors: an `Error` where the marks are missing. */
function replacePart(page: string, name: string, text: string): string {
  const part = new RegExp(`(<!-- ${name}: written by \`npm run schema\` -->\\n).*?(<!-- /${name} -->)`, 's');
  if (!part.test(page)) throw new Error(`README.md has no part ${name}`);
  return page.replace(part, (_whole, before, after) => `${before}\n${text}\n\n${after}`);
}

function scopesOf(schema: GraphQLSchema) {
  const fields = fieldsOf(schema);
  return SHIPPED_SCOPES.map(({ roles: _roles, ...scope }) => ({
    ...scope,
    fields: fields
      .filter(({ typeName, fieldName }) => needOf(policy, typeName, fieldName)?.anyOf.flat().includes(scope.name))
      .map(({ typeName, fieldName }) => `${typeName}.${fieldName}`)
      .sort(),
  }));
}

function scopeTable(schema: GraphQLSchema): string {
  const rows = scopesOf(schema).map(({ name, group, grantableTo, description, fields }) => {
    const kinds = grantableTo.map((kind) => kind.charAt(0)).join(' ');
    return [group, `\`${name}\`${fields.length > 0 ? ' †' : ''}`, kinds, description];
  });
  return markdownTable(['group', 'scope', 'on', 'lets a caller'], rows);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

async function main(): Promise<void> {
  const root = process.cwd();
  if (process.argv.includes('--check')) {
    const stale = await staleFiles(root);
    if (stale.length === 0) return;
    process.stderr.write(`Not current: ${stale.join(', ')}. Run \`npm run schema\`.\n`);
    process.exitCode = 1;
    return;
  }
  for (const { path: file, content } of await generatedFiles(root)) writeFileSync(path.join(root, file), content);
}

if (require.main === module) void main();
