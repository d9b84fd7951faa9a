import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { needOf, policy } from '../access/policy';
import { fieldsOf } from '../access/schemaFields';
import { SCOPES } from '../access/scopes';
import { buildSchema } from '../graphql/buildSchema';
import { SCHEMA_CLASSES } from '../running/modules';

/** A file, or a part of one, that is made from the code. Shape: `path` is relative to the project's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

const HEADING = '# Written by `npm run schema`. Do not edit.\n\n';
const TABLE = /(<!-- scopes: written by `npm run schema` -->\n).*?(<!-- \/scopes -->)/s;

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
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  return [
    { path: 'schema/schema.graphql', content: `${HEADING}${built.clientText}\n` },
    { path: 'schema/subgraph.graphql', content: `${HEADING}${built.subgraphText}\n` },
    { path: 'schema/scopes.json', content: `${JSON.stringify(scopesOf(built.schema), null, 2)}\n` },
    { path: 'README.md', content: readme.replace(TABLE, `$1\n${scopeTable(built.schema)}\n\n$2`) },
  ];
}

/** The files whose content on disk is not what the code makes. */
export async function staleFiles(root: string): Promise<string[]> {
  const stale = (await generatedFiles(root)).filter((file) => readIfThere(path.join(root, file.path)) !== file.content);
  return stale.map((file) => file.path);
}

function scopesOf(schema: GraphQLSchema) {
  const fields = fieldsOf(schema);
  return SCOPES.map((scope) => ({
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
    return `| ${group} | \`${name}\`${fields.length > 0 ? ' †' : ''} | ${kinds} | ${description} |`;
  });
  return ['| group | scope | on | lets a caller |', '|---|---|---|---|', ...rows].join('\n');
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
