import { useState } from 'react';
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
}

const MOVED = 'Somebody changed this key meanwhile. Nothing was done: look at it as it is now, then go on.';

/**
 * Changes the version of a key that the person has seen. Where the key has moved on, the person is shown how it is now,
 * and goes on from there.
 */
export function useApiKeyChange<Payload extends Changed>(
  apiKey: ApiKeyRowFragment,
  { send, ...wishes }: ChangeWishes<Payload>,
): ApiKeyChange {
  const [present, setPresent] = useState(apiKey);
  const submission = useSubmission<Changed & Payload>({
    ...wishes,
    list: apiKeyQueries.lists,
    send: async () => {
      const payload = await send({ id: present.id, version: present.version }, present);
      if (!payload?.apiKey || !payload.userErrors.some(isAboutVersion)) return payload;
      setPresent(payload.apiKey);
      void queryClient.invalidateQueries({ queryKey: apiKeyQueries.lists });
      return { ...payload, userErrors: [{ code: 'CONFLICT', message: MOVED, path: ['input', 'version'] }] };
    },
  });
  return { submission, present };
}

function isAboutVersion({ code, path }: UserErrorFieldsFragment): boolean {
  return code === 'CONFLICT' && path[1] === 'version';
}
