import { StartError } from '../errors';
import { placeOf, serversOf } from '../postgresUrl';
import type { DatabaseLocation } from '../SettingReader';
import { causesOf } from './failures';

/** What a remedy is told with. Shape: names as SQL takes them. */
interface Place {
  readonly role: string;
  readonly database: string;
}

/** What a failure is told by: code, or the driver's words where it has none; and what to do about it. */
type Remedy = readonly [sign: RegExp, tell: (place: Place, message: string) => string];

const CHECK_ADDRESS = 'check host and port in DATABASE_URL, and that PostgreSQL can be reached there';
const CERTIFICATE =
  'name the file of the certificate that vouches for it in DATABASE_URL (sslrootcert), or take sslmode=require, which encrypts and trusts any server';

/** The first that fits is told. Source: PostgreSQL, appendix A; SQLite result codes; Node.js, error codes. */
const REMEDIES: readonly Remedy[] = [
  [/^28P01$/, () => 'check role and password in DATABASE_URL, where a password is percent-encoded'],
  [
    /^28/,
    () => 'let that role log in (pg_hba.conf), or set sslmode=require in DATABASE_URL where encryption is missing',
  ],
  [/^3D000$/, ({ role, database }) => `run CREATE DATABASE ${database} OWNER ${role}`],
  [/^42501 .*for database/, ({ role, database }) => `run GRANT CONNECT ON DATABASE ${database} TO ${role}`],
  [
    /^42501 .*for schema/,
    ({ role }, message) => `run GRANT CREATE ON SCHEMA ${/for schema (\S+)/.exec(message)?.[1]} TO ${role}`,
  ],
  [/^3F000$/, ({ role }) => `run GRANT USAGE, CREATE ON SCHEMA public TO ${role}`],
  [/^(?:42501|42P07)/, ({ role }) => `its tables belong to another role than ${role}: name that one in DATABASE_URL`],
  [
    /^no server takes writes/,
    () => 'list the primary among the hosts in DATABASE_URL, and check that it can be reached',
  ],
  [/^25006$|^57P03 it .*read-only/, () => 'name the primary in DATABASE_URL, which takes writes'],
  [/^53300$/, () => 'raise max_connections, or run fewer processes'],
  [/^55P03$/, () => 'end what holds a lock on its tables, such as a backup; a server tries again by itself'],
  [/^57P03$/, () => 'a server tries again by itself until it is up'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, () => 'check the host in DATABASE_URL'],
  [/^E(?:CONN|TIMEDOUT|HOSTUNREACH|NETUNREACH|PIPE)|time(?:out|d out)|connection terminated/i, () => CHECK_ADDRESS],
  [/does not support SSL/, () => 'switch TLS on there (ssl=on), or set sslmode=disable in DATABASE_URL'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, () => 'name the host as its certificate does, or take sslmode=verify-ca'],
  [/^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, () => 'renew the certificate of PostgreSQL, or set the clock right'],
  [/SELF_SIGNED|UNABLE_TO_|CERT_|ERR_SSL|ERR_OSSL/, () => CERTIFICATE],
  [/has no binary|ERR_DLOPEN_FAILED|different Node\.js version/, () => 'run `npm rebuild better-sqlite3`'],
  [
    /^(?:(?:ENOENT|ENOTDIR|EEXIST) .*mkdir|EROFS)/,
    () => 'name a file in a folder that can be written, in DATABASE_URL',
  ],
  [/^SQLITE_(?:NOTADB|CORRUPT)/, () => 'restore a backup, or name another file in DATABASE_URL'],
  [/^SQLITE_BUSY$/, () => 'wait until what holds it is done, such as a restore'],
  [/^SQLITE_READONLY_DBMOVED$/, () => 'start again'],
  [/^(?:SQLITE_(?:READONLY|CANTOPEN|PERM)|EACCES|EPERM)/, () => `let ${processUser()} write the file and its folder`],
];

/** What may pass by itself: a server that is away, starts, stops, has no room, is a standby, or waits for a lock. Source: as above. */
const PASSING =
  /^(?:08\w{3}|25006|53300|55P03|57014|57P0[1-3]|ENOTFOUND|EAI_AGAIN|E(?:CONN\w+|TIMEDOUT|HOSTUNREACH|NETUNREACH|PIPE))$/;
const PASSING_WORDS = /time(?:out|d out)|connection terminated|no server takes writes/i;

/** A PostgreSQL that cannot be opened for now. Another try may pass, without anybody's doing. */
export class OutOfReachError extends StartError {}

/** Whether PostgreSQL could not be reached, or broke off: another try may pass. */
export function maySucceedLater(error: unknown): boolean {
  if (error instanceof OutOfReachError) return true;
  return [...causesOf(error)].some(({ code, message }) => isPassing(code, message));
}

function isPassing(code: string, words: string): boolean {
  return PASSING.test(code) || PASSING_WORDS.test(words);
}

/** The sentence that a database which cannot be opened ends the program with. It names no password. */
export function openingError(location: DatabaseLocation, error: unknown): StartError {
  return asStartError(`The database ${shownOf(location)} cannot be opened`, location, error);
}

/** The sentence that a database which cannot be migrated ends the program with. It names no password. */
export function migrationError(location: DatabaseLocation, error: unknown): StartError {
  return asStartError(`The database ${shownOf(location)} cannot be migrated`, location, error);
}

/** Why a database cannot be opened, and what to do about it. */
export interface OpeningFault {
  /** Shape: without a full stop. */
  readonly sentence: string;
  /** Shape: null where none is known. */
  readonly remedy: string | null;
  /** Whether another try may pass. */
  readonly passes: boolean;
}

/** The same as `openingError` in its parts. It names no password. */
export function openingFault(location: DatabaseLocation, error: unknown): OpeningFault {
  return faultOf(`The database ${shownOf(location)} cannot be opened`, location, error);
}

function asStartError(beginning: string, location: DatabaseLocation, error: unknown): StartError {
  if (error instanceof StartError) return error;
  const { sentence, remedy, passes } = faultOf(beginning, location, error);
  return new (passes ? OutOfReachError : StartError)(`${sentence}${remedy === null ? '' : `; ${remedy}`}.`);
}

function faultOf(beginning: string, location: DatabaseLocation, error: unknown): OpeningFault {
  const causes = [...causesOf(error)].filter(({ message }) => message !== '').map(withRemedy);
  const { code, words, remedy } = causes.find((cause) => cause.remedy !== undefined) ??
    causes.at(-1) ?? { code: '', words: String(error), remedy: undefined };
  const shownCode = code === '' ? '' : ` (${code})`;
  const told = remedy?.(namesOf(location), words) ?? null;
  const passes = location.engine === 'postgres' && isPassing(code, words);
  return { sentence: `${beginning}: ${words}${shownCode}`, remedy: told, passes };
}

function withRemedy({ code, message }: { readonly code: string; readonly message: string }) {
  const words = wordsOf(message);
  const signs = [code, `${code} ${words}`, words];
  return { code, words, remedy: REMEDIES.find(([sign]) => signs.some((each) => sign.test(each)))?.[1] };
}

/** The driver's loader lists every folder in which it looked. Others end with a full stop, or with a remedy of Node.js's own. */
function wordsOf(message: string): string {
  const [line = ''] = message.split('\n');
  return line.startsWith('Could not locate the bindings file')
    ? 'better-sqlite3 has no binary'
    : line.replace(/; if the root CA is installed locally.*$|\.$/, '');
}

function shownOf(location: DatabaseLocation): string {
  return location.engine === 'sqlite' ? location.file : placeOf(location.url);
}

function namesOf(location: DatabaseLocation): Place {
  if (location.engine === 'sqlite') return { role: '', database: '' };
  const { username, pathname } = new URL(serversOf(location.url)[0] ?? ''); // The servers share the rest.
  const role = decodeURIComponent(username) || 'latchkey';
  return { role: identifier(role), database: identifier(decodeURIComponent(pathname.slice(1)) || role) };
}

/** Source: PostgreSQL, section 4.1.1. */
function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function processUser(): string {
  return process.getuid ? `user ${process.getuid()}` : 'the user of this process';
}
