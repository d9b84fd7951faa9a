import { createContext } from 'react';
import type { TypedDocumentString, ViewerQuery } from '../generated/graphql';

/** Whoever is signed in. */
export type Viewer = ViewerQuery['viewer'];

/** Whether the person's scopes let an operation of the console through. */
export type May = (document: TypedDocumentString<unknown, never>) => boolean;

/** Who is signed in, and what this person may do. */
export interface Session {
  readonly viewer: Viewer;
  readonly may: May;
}

/** The session, for everything that is shown to a person who is signed in. */
export const SessionContext = createContext<Session | null>(null);
