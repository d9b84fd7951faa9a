import { serversOf, tlsOf } from '../postgresUrl';

/** How a program of PostgreSQL is told which database is meant: the password in the environment alone. */
export interface LibpqConnection {
  readonly address: string;
  readonly password: { readonly PGPASSWORD?: string };
}

/** Parameters of `DATABASE_URL` that libpq would refuse. */
const UNKNOWN_TO_LIBPQ = ['ssl', 'uselibpqcompat', 'password'];

/**
 * Says of a database to libpq what `DATABASE_URL` says to this program. Of several servers libpq takes the one that takes
 * writes, too.
 * Source: PostgreSQL 18, section 34.1; decisions 055 and 067.
 */
export function libpqConnection(url: string): LibpqConnection {
  const servers = serversOf(url);
  const address = new URL(servers[0] ?? '');
  const parameters = address.searchParams;
  const password = parameters.get('password') ?? decodeURIComponent(address.password);
  address.password = '';
  for (const name of UNKNOWN_TO_LIBPQ) parameters.delete(name);
  const { mode, rootCertFile } = tlsOf(servers[0] ?? '');
  parameters.set('sslmode', mode ?? 'disable'); // libpq would try TLS where nothing is said.
  if (mode === 'verify-full' && rootCertFile === null) parameters.set('sslrootcert', 'system');
  if (servers.length > 1) parameters.set('target_session_attrs', 'read-write');
  const hosts = servers.map((server) => new URL(server).host).join(',');
  const user = address.username === '' ? '' : `${address.username}@`;
  const place = `${address.protocol}//${user}${hosts}${address.pathname}${address.search}`;
  return { address: place, password: password === '' ? {} : { PGPASSWORD: password } };
}
