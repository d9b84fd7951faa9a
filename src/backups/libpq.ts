import { tlsOf } from '../postgresUrl';

/** How a program of PostgreSQL is told which database is meant: the password in the environment alone. */
export interface LibpqConnection {
  readonly address: string;
  readonly password: { readonly PGPASSWORD?: string };
}

/** Parameters of `DATABASE_URL` that libpq would refuse. */
const UNKNOWN_TO_LIBPQ = ['ssl', 'uselibpqcompat', 'password'];

/** Says of a database to libpq what `DATABASE_URL` says to this program. Source: PostgreSQL 18, section 34.1; decision 055. */
export function libpqConnection(url: string): LibpqConnection {
  const address = new URL(url);
  const parameters = address.searchParams;
  const password = parameters.get('password') ?? decodeURIComponent(address.password);
  address.password = '';
  for (const name of UNKNOWN_TO_LIBPQ) parameters.delete(name);
  const { mode, rootCertFile } = tlsOf(url);
  parameters.set('sslmode', mode ?? 'disable'); // libpq would try TLS where nothing is said.
  if (mode === 'verify-full' && rootCertFile === null) parameters.set('sslrootcert', 'system');
  return { address: address.href, password: password === '' ? {} : { PGPASSWORD: password } };
}
