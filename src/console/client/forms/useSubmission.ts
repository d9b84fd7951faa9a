import type { QueryKey } from '@tanstack/react-query';
import { type RefObject, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { ConnectionLost } from '../api/ConnectionLost';
import { describeFailure } from '../api/describeFailure';
import { queryClient } from '../api/queryClient';
import { Refusal } from '../api/Refusal';
import type { UserErrorFieldsFragment } from '../generated/graphql';
import { settleFocus } from './settleFocus';

/** Whatever tells in `userErrors` why nothing was done. */
interface Refusable {
  readonly userErrors: readonly UserErrorFieldsFragment[];
}

interface SubmissionWishes<Payload extends Refusable> {
  /**
   * The inputs that have a field of their own, beside which is shown what is wrong with them, until they are changed.
   * Shape: their present values.
   */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** What the console refuses itself, before it asks the server. */
  readonly check?: () => readonly (UserErrorFieldsFragment | false)[];
  readonly send: () => Promise<Payload | null | undefined>;
  readonly onDone: (payload: Payload) => void | Promise<void>;
  /** For what takes something away: where it is gone already, that is as good as done. */
  readonly isDoneIfGone?: boolean;
  /** The list that shows whether it was done: it is read anew where it was, and where with the answer lost it may be. */
  readonly list?: QueryKey;
  /** What to do if the answer is lost, where it is something else than to look at the list before one tries again. */
  readonly adviceIfLost?: string;
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

const LOOK_AT_LIST = 'look at the list before you try again.';

/** Read after one has signed in again. */
const ENDED = 'Your session had ended, and nothing was done: try again.';

/** What is wrong with an input, in the form in which the server says it. */
export function wrong(field: string, message: string): UserErrorFieldsFragment {
  return { code: 'INVALID', message, path: ['input', field] };
}

/**
 * Sends a form. What the server refuses is shown where it belongs and the form stays as it was filled in; the first
 * field that is wrong gets the focus. Where something is not there, all that is shown is read anew.
 */
export function useSubmission<Payload extends Refusable>(wishes: SubmissionWishes<Payload>): Submission {
  const { fields = {}, check, send, list, adviceIfLost } = wishes;
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [answers, setAnswers] = useState(0);
  const submitted = useSettling(answers);
  const { refuse, notice, errorOf } = useRefusal(fields);

  const run = async (): Promise<void> => {
    setIsPending(true);
    setFailure(null); // So that the same refusal is read out once more.
    refuse([]);
    try {
      const userErrors = (check?.() ?? []).filter((each) => each !== false);
      if (userErrors.length > 0) return refuse(userErrors);
      const payload = await send();
      if (payload) await settle(wishes, payload, refuse);
      else setFailure('The server did not do it.');
    } catch (error) {
      if (error instanceof ConnectionLost) readAnew(list);
      setFailure(describe(error, adviceIfLost ?? (list && LOOK_AT_LIST)));
    } finally {
      setIsPending(false);
      setAnswers((count) => count + 1);
    }
  };
  const submit: Submission['submit'] = (event) => {
    event.preventDefault();
    if (isPending) return;
    submitted.current = event.currentTarget;
    void run();
  };
  return { isPending, notice: failure ?? notice, errorOf, submit };
}

/** Does what an answer asks for. */
async function settle<Payload extends Refusable>(
  { onDone, isDoneIfGone = false, list }: SubmissionWishes<Payload>,
  payload: Payload,
  refuse: (userErrors: Refusable['userErrors']) => void,
): Promise<void> {
  const { userErrors } = payload;
  const isGone = userErrors.some(({ code }) => code === 'NOT_FOUND');
  if (userErrors.length === 0 || (isGone && isDoneIfGone)) {
    readAnew(list);
    return onDone(payload);
  }
  refuse(userErrors);
  if (isGone) void queryClient.invalidateQueries();
}

function readAnew(list: QueryKey | undefined): void {
  if (list) void queryClient.invalidateQueries({ queryKey: list });
}

/** What was refused, and where it is shown: beside a field as long as that has the value that was refused. */
function useRefusal(fields: Readonly<Record<string, unknown>>) {
  const [refused, setRefused] = useState<Refusable & { readonly fields: typeof fields }>({
    userErrors: [],
    fields: {},
  });
  const present = useRef(fields);
  useEffect(() => {
    present.current = fields;
  });
  const homeless = refused.userErrors.filter(({ path }) => path[1] === undefined || !Object.hasOwn(fields, path[1]));
  return {
    // What is changed while the form is on its way is judged with it, lest its error be seen nowhere.
    refuse: (userErrors: Refusable['userErrors']): void => setRefused({ userErrors, fields: present.current }),
    notice: joined(homeless) ?? null,
    errorOf: (field: string): string | undefined =>
      Object.is(fields[field], refused.fields[field])
        ? joined(refused.userErrors.filter(({ path }) => path[1] === field))
        : undefined,
  };
}

/** Puts the focus where it belongs after each answer. Shape: what holds the form that was submitted. */
function useSettling(answers: number): RefObject<HTMLFormElement | null> {
  const submitted = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (answers === 0 || !submitted.current) return;
    settleFocus(submitted.current);
    submitted.current = null;
  }, [answers]);
  return submitted;
}

function joined(userErrors: Refusable['userErrors']): string | undefined {
  return userErrors.length === 0 ? undefined : userErrors.map(({ message }) => message).join(' ');
}

function describe(error: unknown, adviceIfLost: string | undefined): string {
  if (error instanceof ConnectionLost) return adviceIfLost ? `${MAYBE_DONE} ${adviceIfLost}` : LOST;
  if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') return ENDED;
  return describeFailure(error);
}
