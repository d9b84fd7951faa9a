import { useContext } from 'react';
import { type Session, SessionContext } from './Session';

/** Who is signed in. Errors: a `TypeError` where nobody is. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new TypeError('Nobody is signed in.');
  return session;
}
