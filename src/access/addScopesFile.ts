import { StartError } from '../errors';
import { isVisible } from '../names';
import { readText } from '../readText';
import { type RoleName, SCOPE_NAME_PATTERN, type ScopeCatalogue, type ScopeDefinition } from './ScopeName';

const OWNER_KINDS = ['ORGANIZATION', 'PROCESS'];
const TEXTS = ['name', 'title', 'description', 'group'] as const;
/** Units: characters of what was found that a fault shows. */
const MAX_SHOWN_LENGTH = 80;

/**
 * The longest text of all scopes together, with a space between them. A key may hold all, and `/verify` tells them in one
 * header: servers take 8,190 bytes in one, and proxies read all headers of an answer into 16 KB. Units: characters.
 * Source: decision 054.
 */
export const MAX_SCOPES_LENGTH = 8_000;

/**
 * Adds the scopes of a file to the catalogue; it never replaces any.
 * Shape: a JSON array of `{"name","title","description","group","grantableTo":["ORGANIZATION","PROCESS"]}`.
 * A scope that joins a group of the catalogue is held by the roles that hold all of the group; others by admins alone.
 * Errors: one `StartError` with exit code 2 that lists every fault of the file.
 */
export function addScopesFile(catalogue: ScopeCatalogue, file: string): ScopeCatalogue {
  const entries = readEntries(file);
  const names = new Set(catalogue.map(({ name }) => name));
  const faults = entries.flatMap((entry, index) => {
    const found = entryFaults(entry, names).map((fault) => `entry ${index + 1}: ${fault}`);
    if (isRecord(entry) && typeof entry.name === 'string') names.add(entry.name);
    return found;
  });
  const { length } = [...names].join(' ');
  if (length > MAX_SCOPES_LENGTH) {
    faults.push(
      `the names of all scopes make a text of ${length} characters; accepted: ${MAX_SCOPES_LENGTH}, which fit in a header`,
    );
  }
  if (faults.length > 0) throw fileError(file, faults);
  const added = entries as Omit<ScopeDefinition, 'roles'>[]; // Every entry was checked field by field.
  return [...catalogue, ...added.map((entry) => ({ ...entry, roles: rolesOfGroup(catalogue, entry.group) }))];
}

/** The roles that hold every scope of a group. */
function rolesOfGroup(catalogue: ScopeCatalogue, group: string): readonly RoleName[] {
  const [first, ...others] = catalogue.filter((scope) => scope.group === group);
  return (first?.roles ?? []).filter((role) => others.every(({ roles }) => roles?.includes(role)));
}

function readEntries(file: string): unknown[] {
  let content: unknown;
  try {
    content = JSON.parse(readText(file));
  } catch (error) {
    throw fileError(file, [`it cannot be read as JSON: ${(error as Error).message}`]);
  }
  if (!Array.isArray(content)) throw fileError(file, [`it holds ${shown(content)}; accepted: a JSON array`]);
  return content;
}

function entryFaults(entry: unknown, names: ReadonlySet<string>): string[] {
  if (!isRecord(entry)) return [`it is ${shown(entry)}; accepted: an object`];
  const faults = TEXTS.filter((key) => !isText(entry[key])).map(
    (key) => `${key} is ${shown(entry[key])}; accepted: a text with a visible character`,
  );
  const { name, grantableTo } = entry;
  if (typeof name === 'string' && !SCOPE_NAME_PATTERN.test(name)) {
    faults.push(`name is ${shown(name)}; accepted: workspace.<resource>:<action> in lower snake case`);
  }
  if (typeof name === 'string' && names.has(name)) faults.push(`name is ${shown(name)}, which is taken`);
  if (!isListOf(OWNER_KINDS, grantableTo)) {
    faults.push(`grantableTo is ${shown(grantableTo)}; accepted: a list of ${OWNER_KINDS.join(', ')}`);
  }
  return faults;
}

/** Whether this is something that can be read. */
function isText(value: unknown): boolean {
  return typeof value === 'string' && isVisible(value);
}

/** What was found, as JSON writes it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

/** Whether this is a list of some of these words, with one at least. */
function isListOf(words: readonly string[], value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => words.includes(each));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fileError(file: string, faults: readonly string[]): StartError {
  return new StartError(faults.map((fault) => `Bad setting: SCOPES_FILE ${file}: ${fault}.`).join('\n'), 2);
}
