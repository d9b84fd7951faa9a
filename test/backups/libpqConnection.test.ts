import { libpqConnection } from '../../src/backups/libpqConnection';

describe('what a program of PostgreSQL is told', () => {
  it.each([
    [
      'one server',
      'postgres://latchkey:a%20pass@db:5432/keys',
      'postgres://latchkey@db:5432/keys?sslmode=disable',
      'a pass',
    ],
    [
      'several servers, of which one takes writes',
      'postgres://latchkey:pass@db1:5432,db2/keys?sslmode=require',
      'postgres://latchkey@db1:5432,db2/keys?sslmode=require&target_session_attrs=read-write',
      'pass',
    ],
    [
      "the system's certificates",
      'postgres://db/keys?sslmode=verify-full&password=pass',
      'postgres://db/keys?sslmode=verify-full&sslrootcert=system',
      'pass',
    ],
  ])('is %s, and the password apart', (_what, url, address, password) => {
    expect(libpqConnection(url)).toEqual({ address, password: { PGPASSWORD: password } });
  });
});
