import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the console sends and is sent for each scalar: the text of JSON. */
const SCALARS = { DateTime: 'string', ScopeName: 'string', ID: 'string' };

/**
 * Writes the console's operations as typed constants, e.g. `ViewerDocument` with what it answers, so that an operation
 * that does not fit the schema does not compile.
 */
export async function writeOperationTypes(schemaFile: string, operations: string, target: string): Promise<void> {
  const [{ preset }, { codegen }, { parse }] = await Promise.all([
    import('@graphql-codegen/client-preset'),
    import('@graphql-codegen/core'),
    import('graphql'),
  ]);
  const documents = readdirSync(operations).map((name) => {
    const location = path.join(operations, name);
    const rawSDL = readFileSync(location, 'utf8');
    return { location, rawSDL, document: parse(rawSDL) };
  });
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: `${target}/`,
    schema: parse(readFileSync(schemaFile, 'utf8')),
    documents,
    config: {
      documentMode: 'string',
      scalars: SCALARS,
      strictScalars: true,
      enumsAsTypes: true,
      useTypeImports: true,
    },
    presetConfig: { fragmentMasking: false },
    plugins: [],
    pluginMap: {},
    pluginContext: {},
  });
  mkdirSync(target, { recursive: true });
  for (const section of sections.filter(({ filename }) => path.basename(filename) === 'graphql.ts')) {
    writeFileSync(section.filename, await codegen(section));
  }
}
