import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '../access/Caller';
import { StartError } from '../errors';
import type { ApiKey } from '../keys/ApiKey';
import { SecretState } from '../rotations/ApiKeySecretInfo';
import { instantText } from '../scalars/DateTime';
import { describeKey } from './describeKey';
import { secretsOfKey, type UsedSecret, userLines } from './secretsOfKey';
import type { Terminal } from './Terminal';
import type { Workbench } from './withServices';

/** Units: milliseconds between two looks. */
const PAUSE_MS = 500;
/** Units: users that are shown; `keys show` has all. */
const MAX_USERS = 10;

/** What there is to be seen of a rotation. */
interface Look {
  readonly apiKey: ApiKey;
  readonly secrets: readonly UsedSecret[];
}

/**
 * Shows on standard error who still uses the earlier secret, until the rotation is over or Ctrl-C comes. The server ends the
 * secret in any case. Errors: a `StartError` where the new secret was taken back, or the key works no more.
 * @param number of the new secret
 */
export async function followRotation(bench: Workbench, operator: Caller, id: string, number: number): Promise<void> {
  const { terminal } = bench;
  const ctrlC = new AbortController();
  const stopHearing = terminal.onInterrupt(() => ctrlC.abort());
  const block = new Block(terminal);
  try {
    let isPending = false;
    while (!ctrlC.signal.aborted) {
      const look = await secretsOfKey(bench, operator, id);
      const end = endOf(look, number);
      if (end !== null) {
        block.show([]);
        if (end.isFailure) throw new StartError(end.sentence);
        terminal.writeError(`${end.sentence}\n`);
        return;
      }
      isPending = look.secrets.some(({ state }) => state === SecretState.PENDING);
      block.show(linesOf(look, number));
      await delay(PAUSE_MS, undefined, { signal: ctrlC.signal }).catch(() => undefined);
    }
    const when = isPending ? ', once the new value is used' : '';
    terminal.writeError(
      `\nThe server ends the earlier secret by itself${when}. To look again: latchkey keys show ${id}\n`,
    );
  } finally {
    stopHearing();
  }
}

/** Lines of standard error that are written anew. */
class Block {
  private shown: readonly string[] = [];

  constructor(private readonly terminal: Terminal) {}

  /** Puts lines in the place of those before; a longer one is cut, since it would take two. */
  show(lines: readonly string[]): void {
    const cut = lines.map((line) => `${line.slice(0, this.terminal.columns - 1)}\n`);
    if (cut.join('') === this.shown.join('')) return;
    const back = this.shown.length > 0 ? `\x1b[${this.shown.length}A\x1b[J` : '';
    this.terminal.writeError(back + cut.join(''));
    this.shown = cut;
  }
}

/** Why there is nothing more to wait for; null while there is. */
function endOf({ apiKey, secrets }: Look, number: number): { sentence: string; isFailure: boolean } | null {
  const mine = secrets.find((secret) => secret.number === number);
  const { status } = describeKey(apiKey);
  if (mine?.state === SecretState.CANCELLED) {
    return { sentence: `Secret ${number} was taken back: its value does not work.`, isFailure: true };
  }
  if (status !== 'ACTIVE') return { sentence: `The key is ${status}: it works no more.`, isFailure: true };
  const others = secrets.filter(({ state }) => state === SecretState.PENDING || state === SecretState.RETIRING);
  if (others.length > 0) return null;
  return { sentence: `Done: secret ${number} alone works.`, isFailure: false };
}

function linesOf({ secrets }: Look, number: number): string[] {
  return [stateOf(secrets, number), ...userLines(secrets, MAX_USERS), 'Ctrl-C leaves the rest to the server.'];
}

function stateOf(secrets: readonly UsedSecret[], number: number): string {
  const retiring = secrets.find(({ state }) => state === SecretState.RETIRING);
  if (retiring === undefined) return `Secret ${number} waits for its first use.`;
  return `Secret ${retiring.number} ends once nobody uses it, at the latest ${instantText(retiring.worksUntil)}.`;
}
