/** How a check came out. */
export type FindingStatus = 'ok' | 'warning' | 'failed';

/** What one check found: a sentence, and where something is wrong, what to do about it. Never a secret. */
export interface Finding {
  readonly name: string;
  readonly status: FindingStatus;
  readonly sentence: string;
  /** Shape: null where nothing is to be done. */
  readonly remedy: string | null;
  /** What it consists of. */
  readonly checks: readonly Finding[];
}

/** A check that found nothing wrong. */
export function fine(name: string, sentence: string, checks: readonly Finding[] = []): Finding {
  return { name, status: 'ok', sentence, remedy: null, checks };
}

/** A check that found what somebody should look at, while the server goes on. */
export function warning(name: string, sentence: string, remedy: string): Finding {
  return { name, status: 'warning', sentence, remedy, checks: [] };
}

/** A check that found what keeps something from working. */
export function failure(name: string, sentence: string, remedy: string): Finding {
  return { name, status: 'failed', sentence, remedy, checks: [] };
}

/** A check that could not be made. Shape: `reason` is a sentence. */
export function notLookedAt(name: string, reason: string): Finding {
  return warning(name, `Not looked at: ${reason}`, 'Mend that first, then run `latchkey doctor` again.');
}

/**
 * What stands in one text: the fault, a colon, and what to do. Most sentences of this program that tell of a fault do.
 * Shape: of a text without a colon the remedy is `otherwise`.
 */
export function findingIn(
  name: string,
  status: 'warning' | 'failed',
  text: string,
  otherwise = 'See the sentence.',
): Finding {
  const [, fault, remedy] = /^(.*?): (.+)$/s.exec(text) ?? [];
  return { name, status, sentence: asSentence(fault ?? text), remedy: asSentence(remedy ?? otherwise), checks: [] };
}

/** Several checks as one, which is as bad as the worst of them. Its remedy is that of the first of the worst. */
export function together(name: string, sentence: string, checks: readonly Finding[]): Finding {
  const worst = checks.find(({ status }) => status === 'failed') ?? checks.find(({ status }) => status === 'warning');
  if (worst === undefined) return fine(name, sentence, checks);
  const { status, remedy } = worst;
  return { name, status, sentence: countText(checks), remedy, checks };
}

/** Shape: `2 checks failed, 1 warning.` */
export function countText(checks: readonly Finding[]): string {
  const count = (wanted: FindingStatus): number => checks.filter(({ status }) => status === wanted).length;
  const [failedCount, warningCount] = [count('failed'), count('warning')];
  const failed = `${failedCount} ${failedCount === 1 ? 'check' : 'checks'} failed`;
  const warned = `${warningCount} ${warningCount === 1 ? 'warning' : 'warnings'}`;
  const parts = [...(failedCount > 0 ? [failed] : []), ...(warningCount > 0 ? [warned] : [])];
  return parts.length === 0 ? 'Nothing failed.' : `${parts.join(', ')}.`;
}

/** Begins with a capital and ends with a full stop. */
function asSentence(text: string): string {
  const whole = text.trimEnd().replace(/\.?$/, '.');
  return /^[a-z]+[ ,.]/.test(whole) ? whole.charAt(0).toUpperCase() + whole.slice(1) : whole;
}
