import { hasWholeAuthority, isDecodable } from './authority';

/** How far a connection to PostgreSQL is encrypted, and its server checked, as libpq has it. */
const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/** A mode of libpq. Source: PostgreSQL 18, section 34.19.3. */
export type TlsMode = (typeof MODES)[number];

/** What a URL says of encryption. Source: PostgreSQL 18, section 34.1.2. */
export interface PostgresTls {
  /** Null: the URL says nothing. */
  readonly mode: TlsMode | null;
  /** The certificates that vouch for the server's; null: those of Node.js. */
  readonly rootCertFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  /** Whether TLS begins with the first byte. */
  readonly isDirect: boolean;
}

const TLS_PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'ssl', 'uselibpqcompat'];
/** What `target_session_attrs` may ask for. Sessions of another kind take no writes, or may be behind. */
const TARGETS = ['read-write', 'primary'];

/** Whether a text is an address of PostgreSQL whose user and password are encoded. */
export function isPostgresUrl(text: string): boolean {
  if (!/^postgres(?:ql)?:\/\/./.test(text) || text.includes('#') || !isDecodable(text)) return false;
  const servers = serversOf(text);
  return servers.every(hasWholeAuthority) && (servers.length === 1 || servers.every((url) => new URL(url).host !== ''));
}

/**
 * The addresses of the servers that an address lists, in the order in which they are tried.
 * Shape: of `postgres://u:p@h1:5432,h2/db` it is `postgres://u:p@h1:5432/db` and `postgres://u:p@h2/db`.
 * Source: PostgreSQL 18, section 34.1.1.3.
 */
export function serversOf(url: string): readonly string[] {
  const [, start = '', hosts = '', rest = ''] = /^(\w+:\/\/(?:[^/?]*@)?)([^/?@]*)(.*)$/s.exec(url) ?? [];
  return hosts.split(',').map((host) => `${start}${host}${rest}`);
}

/** What is shown of an address. Shape: `host:port/database`, the hosts with commas; a socket's folder for a host. */
export function placeOf(url: string): string {
  const servers = serversOf(url);
  return `${servers.map(hostOf).join(',')}${new URL(servers[0] ?? '').pathname}`;
}

/** Where one server is. Shape: `host:port`, as far as the address has them, or the folder of a socket. */
export function hostOf(url: string): string {
  const { host, searchParams } = new URL(url);
  return searchParams.get('host') ?? host;
}

/** The address of one server without what the driver would read in its own way. */
export function forDriver(url: string): string {
  const address = new URL(url);
  for (const name of [...TLS_PARAMETERS, 'target_session_attrs']) address.searchParams.delete(name);
  return address.href;
}

/** The same address of one server in another mode. */
export function inMode(url: string, mode: TlsMode): string {
  const address = new URL(url);
  address.searchParams.set('sslmode', mode);
  return address.href;
}

/** Reads what the address of one server says of encryption. Shape: `ssl=true` stands for `require`, as in libpq. */
export function tlsOf(url: string): PostgresTls {
  const { searchParams: parameters } = new URL(url);
  const said = parameters.get('sslmode') ?? (parameters.get('ssl') === 'true' ? 'require' : null);
  const root = parameters.get('sslrootcert');
  // libpq checks everything where the system's certificates vouch for the server.
  const mode = said ?? (root === 'system' ? 'verify-full' : null);
  return {
    mode: MODES.find((each) => each === mode) ?? null,
    rootCertFile: root === 'system' ? null : root,
    certFile: parameters.get('sslcert'),
    keyFile: parameters.get('sslkey'),
    isDirect: parameters.get('sslnegotiation') === 'direct',
  };
}

/** What is wrong with the parameters of an address; null where nothing is. Shape: what was found; what is accepted. */
export function parameterFault(url: string): string | null {
  const [first = ''] = serversOf(url); // They share the parameters.
  return targetFault(new URL(first)) ?? tlsFault(first);
}

function targetFault({ searchParams: parameters }: URL): string | null {
  const target = parameters.get('target_session_attrs');
  if (target !== null && !TARGETS.includes(target)) {
    return `its target_session_attrs is ${JSON.stringify(target)}; accepted: ${TARGETS.join(', ')}, which is meant without it too`;
  }
  if (!parameters.get('host')?.includes(',')) return null;
  return 'its parameter host lists several; accepted: before the path, as in postgres://user:pass@host1:5432,host2:5432/db';
}

function tlsFault(url: string): string | null {
  const { searchParams: parameters } = new URL(url);
  const [said, negotiation] = [parameters.get('sslmode'), parameters.get('sslnegotiation')];
  const { mode, rootCertFile, certFile, keyFile, isDirect } = tlsOf(url);
  const twice = TLS_PARAMETERS.find((name) => parameters.getAll(name).length > 1);
  if (twice !== undefined) return `it says ${twice} twice; accepted: once`;
  const ssl = parameters.get('ssl');
  if (ssl !== null && ssl !== 'true') return `its ssl is ${JSON.stringify(ssl)}; accepted: true, or better sslmode`;
  if (said !== null && mode === null) return `its sslmode is ${JSON.stringify(said)}; accepted: ${MODES.join(', ')}`;
  if (negotiation !== null && !['postgres', 'direct'].includes(negotiation)) {
    return `its sslnegotiation is ${JSON.stringify(negotiation)}; accepted: postgres, direct`;
  }
  if (isDirect && (mode === null || mode === 'disable' || mode === 'allow' || mode === 'prefer')) {
    return `its sslnegotiation is "direct"; accepted with sslmode=require, verify-ca or verify-full`;
  }
  if (mode === 'verify-ca' && rootCertFile === null) {
    return 'its sslmode is "verify-ca" without sslrootcert, the file of the certificate that vouches for the server; accepted: both, or verify-full';
  }
  if (parameters.get('sslrootcert') === 'system' && mode !== 'verify-full') {
    return `its sslrootcert is "system"; accepted with sslmode=verify-full alone`;
  }
  if (mode === null && (rootCertFile ?? certFile ?? keyFile) !== null) {
    return 'it names a certificate without sslmode, and would not be encrypted; accepted: with sslmode, best verify-full';
  }
  if ((certFile === null) !== (keyFile === null))
    return 'it names one of sslcert and sslkey; accepted: both or neither';
  return null;
}
