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

const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'ssl', 'uselibpqcompat'];

/** Whether a text is an address of PostgreSQL whose user and password are encoded. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:\/\/./.test(text) && !text.includes('#') && hasWholeAuthority(text) && isDecodable(text);
}

/** The same address without what it says of encryption, which the driver would read in its own way. */
export function withoutTls(url: string): string {
  const address = new URL(url);
  for (const name of PARAMETERS) address.searchParams.delete(name);
  return address.href;
}

/** The same address in another mode. */
export function inMode(url: string, mode: TlsMode): string {
  const address = new URL(url);
  address.searchParams.set('sslmode', mode);
  return address.href;
}

/** Reads what an address says of encryption. Shape: `ssl=true` stands for `require`, as in libpq. */
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

/** What is wrong with what an address says of encryption; null where nothing is. Shape: what was found; what is accepted. */
export function tlsFault(url: string): string | null {
  const { searchParams: parameters } = new URL(url);
  const [said, negotiation] = [parameters.get('sslmode'), parameters.get('sslnegotiation')];
  const { mode, rootCertFile, certFile, keyFile, isDirect } = tlsOf(url);
  const twice = PARAMETERS.find((name) => parameters.getAll(name).length > 1);
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
