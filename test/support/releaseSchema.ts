import { readFileSync, writeFileSync } from 'node:fs';

/** What stands above the schema that clients rely on. */
export const RELEASED_HEADING =
  '# The schema that breaking changes are told against. Written by `npm run schema:release`. Do not edit.\n';

/** Makes the present schema the released one: from now on clients rely on it. Source: decision 026. */
function releaseSchema(): void {
  const present = readFileSync('schema/schema.graphql', 'utf8');
  writeFileSync('schema/released.graphql', present.replace(/^#.*\n/, RELEASED_HEADING));
}

if (require.main === module) releaseSchema();
