import { useState } from 'react';
import { ConnectionLost } from '../api/ConnectionLost';
import { queryClient } from '../api/queryClient';
import { type Submission, useSubmission } from '../forms/useSubmission';
import type { ApiKeyRowFragment, UserErrorFieldsFragment } from '../generated/graphql';
import { apiKeyQueries } from './apiKeyQueries';

/** What came of a change to a key. Shape: the key as it is, also where the change assumed another version of it. */
interface Changed {
  readonly apiKey: ApiKeyRowFragment | null;
  readonly userErrors: readonly UserErrorFieldsFragment[];
}

interface ChangeWishes<Payload extends Changed> {
  readonly fields?: Readonly<Record<string, unknown>>;
  /** @param target the key, and the version of it that the person has seen, which is `present` */
  readonly send: (
    target: { id: string; version: number },
    present: ApiKeyRowFragment,
  ) => Promise<Payload | null | undefined>;
  readonly onDone: (payload: Payload) => void | Promise<void>;
  readonly isDoneIfGone?: boolean;
  readonly adviceIfLost?: string;
}

/** A change to a key, on its way to the server. */
export interface ApiKeyChange {
  readonly submission: Submission;
  /** The key as it is, as far as anybody said. */
  readonly present: ApiKeyRowFragment;
  /** Whether the answer to a try was lost, which may have been done. */
  readonly wasLost: boolean;
}

const MOVED = 'Somebody changed this key meanwhile. Nothing was done: look at it as it is now, then go on.';
const MOVED_SINCE_LOST =
  'Your first try was done, it seems, or somebody else changed this key. Look at it as it is now, then go on.';

/**
 * Changes the version of a key that the person has seen. Where the key has moved on, the person is shown how it is now,
 * and goes on from there.
 */
export function useApiKeyChange<Payload extends Changed>(
  apiKey: ApiKeyRowFragment,
  { send, ...wishes }: ChangeWishes<Payload>,
): ApiKeyChange {
  const [present, setPresent] = useState(apiKey);
  const [wasLost, setWasLost] = useState(false);
  const submission = useSubmission<Changed & Payload>({
    ...wishes,
    list: apiKeyQueries.lists,
    send: async () => {
      const payload = await send({ id: present.id, version: present.version }, present).catch((error: unknown) => {
        setWasLost(wasLost || error instanceof ConnectionLost);
        throw error;
      });
      if (payload && payload.userErrors.length > 0) forgetSeen();
      if (!payload?.apiKey || !payload.userErrors.some(isAboutVersion)) return payload;
      setPresent(payload.apiKey);
      const message = wasLost ? MOVED_SINCE_LOST : MOVED;
      return { ...payload, userErrors: [{ code: 'CONFLICT', message, path: ['input', 'version'] }] };
    },
  });
  return { submission, present, wasLost };
}

/** What was refused may have been seen long ago: the keys, and the key policy. */
function forgetSeen(): void {
  for (const queryKey of [apiKeyQueries.lists, apiKeyQueries.policy]) void queryClient.invalidateQueries({ queryKey });
}

function isAboutVersion({ code, path }: UserErrorFieldsFragment): boolean {
  return code === 'CONFLICT' && path[1] === 'version';
}
