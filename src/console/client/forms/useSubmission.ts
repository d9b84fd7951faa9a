import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { ConnectionLost } from '../api/ConnectionLost';
import { describeFailure } from '../api/describeFailure';
import type { UserErrorFieldsFragment } from '../generated/graphql';

/** Whatever tells in `userErrors` why nothing was done. */
interface Refusable {
  readonly userErrors: readonly UserErrorFieldsFragment[];
}

interface SubmissionWishes<Payload extends Refusable> {
  /** The inputs that have a field of their own, beside which the server's errors are shown. */
  readonly fields?: readonly string[];
  readonly send: () => Promise<Payload | null | undefined>;
  readonly onDone: (payload: Payload) => void | Promise<void>;
}

/** A form on its way to the server. */
export interface Submission {
  readonly isPending: boolean;
  /** What is wrong with no field in particular; null where nothing is. */
  readonly notice: string | null;
  /** What is wrong with a field. */
  readonly errorOf: (field: string) => string | undefined;
  readonly submit: (event: SyntheticEvent<HTMLFormElement>) => void;
}

const LOST = 'The connection was lost. Nothing that you entered is lost: try again.';

/**
 * Sends a form. What the server refuses is shown where it belongs and the form stays as it was filled in; the first
 * field that is wrong gets the focus.
 */
export function useSubmission<Payload extends Refusable>(wishes: SubmissionWishes<Payload>): Submission {
  const { fields = [], send, onDone } = wishes;
  const [isPending, setIsPending] = useState(false);
  const [userErrors, setUserErrors] = useState<Refusable['userErrors']>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement | null>(null);
  useEffect(() => {
    if (userErrors.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [userErrors]);

  const run = async (): Promise<void> => {
    setIsPending(true);
    try {
      const payload = await send();
      setFailure(payload ? null : 'The server did not do it.');
      setUserErrors(payload?.userErrors ?? []);
      if (payload && payload.userErrors.length === 0) await onDone(payload);
    } catch (error) {
      setUserErrors([]);
      setFailure(error instanceof ConnectionLost ? LOST : describeFailure(error));
    } finally {
      setIsPending(false);
    }
  };
  const fieldOf = ({ path }: UserErrorFieldsFragment): string | undefined => fields.find((field) => field === path[1]);
  const homeless = userErrors.filter((error) => fieldOf(error) === undefined).map(({ message }) => message);
  return {
    isPending,
    notice: failure ?? (homeless.length > 0 ? homeless.join(' ') : null),
    errorOf: (field) => userErrors.find((error) => fieldOf(error) === field)?.message,
    submit: (event) => {
      event.preventDefault();
      form.current = event.currentTarget;
      if (!isPending) void run();
    },
  };
}
