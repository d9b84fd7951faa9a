import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** A change that may break a client. Shape: `path` as in `Process.name` or `Query.processes.first`. */
export interface BreakingChange {
  readonly path: string;
  readonly message: string;
}

/** What a new schema takes from the clients of an old one. */
export async function breakingChanges(released: string, present: string): Promise<BreakingChange[]> {
  const changes = await diff(buildSchema(released), buildSchema(present));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path = 'schema', message }) => ({ path, message }));
}

/** The breaking changes whose path the changelog does not name, in backticks, under "Unreleased", "Breaking". */
export function unannounced(changes: readonly BreakingChange[], changelog: string): BreakingChange[] {
  const unreleased = sectionOf(changelog, '## Unreleased');
  const announced = sectionOf(unreleased, '### Breaking');
  return changes.filter(({ path }) => !announced.includes(`\`${path}\``));
}

/** What stands below a heading, up to the next one of its level or above. */
function sectionOf(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) return '';
  const level = heading.indexOf(' ');
  const isEnd = (line: string): boolean => /^#+ /.test(line) && line.indexOf(' ') <= level;
  const below = lines.slice(start + 1);
  const end = below.findIndex(isEnd);
  return below.slice(0, end < 0 ? undefined : end).join('\n');
}
