import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { ConnectionLost } from '../api/ConnectionLost';
import { describeFailure } from '../api/describeFailure';
import { Refusal } from '../api/Refusal';
import type { UserErrorFieldsFragment } from '../generated/graphql';
import { settleFocus } from './settleFocus';

/** Whatever tells in `userErrors` why nothing was done. */
interface Refusable {
  readonly userErrors: readonly UserErrorFieldsFragment[];
}

interface SubmissionWishes<Payload extends Refusable> {
  /** The inputs that have a field of their own, beside which the server's errors are shown. */
  readonly fields?: readonly string[];
  readonly send: () => Promise<Payload | null | undefined>;
  readonly onDone: (payload: Payload) => void | Promise<void>;
  /**
   * For what must not be done twice, since with the answer lost it may be done: reads anew where it would show.
   * Shape: what to do before one tries again.
   */
  readonly onLost?: () => string;
}

/** A form on its way to the server. */
export interface Submission {
  readonly isPending: boolean;
  /** What is wrong with no field in particular; null where nothing is. */
  readonly notice: string | null;
  /** What is wrong with a field. */
  readonly errorOf: (field: string) => string | undefined;
  readonly submit: (event: SyntheticEvent<HTMLFormElement, SubmitEvent>) => void;
}

const LOST = 'The connection was lost. Nothing that you entered is lost: try again.';

const MAYBE_DONE = 'The connection was lost. Nothing that you entered is lost. It may have been done all the same:';

/** What to do where a list shows whether it was done. */
export const LOOK_AT_LIST = 'look at the list before you try again.';

/** Read after one has signed in again. */
const ENDED = 'Your session had ended, and nothing was done: try again.';

/**
 * Sends a form. What the server refuses is shown where it belongs and the form stays as it was filled in; the first
 * field that is wrong gets the focus.
 */
export function useSubmission<Payload extends Refusable>(wishes: SubmissionWishes<Payload>): Submission {
  const { fields = [], send, onDone, onLost } = wishes;
  const [isPending, setIsPending] = useState(false);
  const [userErrors, setUserErrors] = useState<Refusable['userErrors']>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const startSettling = useSettling(isPending);

  const run = async (): Promise<void> => {
    setIsPending(true);
    setFailure(null); // So that the same refusal is read out once more.
    setUserErrors([]);
    try {
      const payload = await send();
      if (!payload) setFailure('The server did not do it.');
      else if (payload.userErrors.length > 0) setUserErrors(payload.userErrors);
      else await onDone(payload);
    } catch (error) {
      setFailure(describe(error, onLost));
    } finally {
      setIsPending(false);
    }
  };
  const homeless = userErrors.filter(({ path }) => path[1] === undefined || !fields.includes(path[1]));
  return {
    isPending,
    notice: failure ?? joined(homeless) ?? null,
    errorOf: (field) => joined(userErrors.filter(({ path }) => path[1] === field && fields.includes(field))),
    submit: (event) => {
      event.preventDefault();
      if (isPending) return;
      startSettling(event);
      void run();
    },
  };
}

/** Puts the focus where it belongs, once the form that was submitted is no longer pending. */
function useSettling(isPending: boolean): (event: SyntheticEvent<HTMLFormElement, SubmitEvent>) => void {
  const submitted = useRef<{ readonly form: HTMLFormElement; readonly submitter: HTMLElement | null }>(null);
  useEffect(() => {
    if (isPending || !submitted.current) return;
    const { form, submitter } = submitted.current;
    submitted.current = null;
    settleFocus(form, submitter);
  }, [isPending]);
  return ({ currentTarget, nativeEvent }) => {
    submitted.current = { form: currentTarget, submitter: nativeEvent.submitter };
  };
}

function joined(userErrors: Refusable['userErrors']): string | undefined {
  return userErrors.length === 0 ? undefined : userErrors.map(({ message }) => message).join(' ');
}

function describe(error: unknown, onLost: (() => string) | undefined): string {
  if (error instanceof ConnectionLost) return onLost ? `${MAYBE_DONE} ${onLost()}` : LOST;
  if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') return ENDED;
  return describeFailure(error);
}
