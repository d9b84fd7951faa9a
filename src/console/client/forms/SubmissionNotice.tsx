import { Notice } from '../layout/Notice';
import type { Submission } from './useSubmission';

interface SubmissionNoticeProps {
  readonly submission: Submission;
}

/** What is wrong with a form as a whole, at its top. */
export function SubmissionNotice({ submission: { notice } }: SubmissionNoticeProps) {
  return notice === null ? null : <Notice tone="bad">{notice}</Notice>;
}
