import type { Command } from 'commander';
import { StartError } from '../errors';
import type { Mutated } from '../events/Changes';
import { whatIsThere } from '../events/whatIsThere';
import type { ApiKey } from '../keys/ApiKey';
import { wholeOf } from '../keys/WithheldApiKey';
import { otherSecret } from '../keys/workingSecrets';
import { GraceStart, RotationFinish } from '../rotations/inputs';
import type { RotatedApiKey } from '../rotations/Turn';
import { instantText } from '../scalars/DateTime';
import { describeKey } from './describeKey';
import { followRotation } from './followRotation';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print } from './print';
import { readDuration, readWhen, type When, wordOf } from './readWords';
import { refusalOfKey } from './refusalOfKey';
import { secretsOfKey } from './secretsOfKey';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

/** What is said of a new value that alone works. */
const UNUSED = 'Nobody is known to have used it yet: make sure that it has arrived where it is needed.';
/** That silence cannot end a secret which ends anyway. */
const NO_TIME =
  '--finish silent ends the earlier secret within its grace, and --grace 0 leaves none: give a longer one, or leave --finish out.';

interface RotateOptions extends OrganizationOptions {
  /** Units: milliseconds. */
  readonly grace?: number;
  readonly now?: true;
  readonly finish?: RotationFinish;
  readonly expiresAt?: When;
  readonly wait: boolean;
}

/** `latchkey keys rotate`, `latchkey keys finish-rotation`, `latchkey keys cancel-rotation` */
export function addRotateKey(keys: Command, terminal: Terminal): void {
  ofOrganization(
    keys
      .command('rotate')
      .description(
        'Gives a key another secret and prints the new value, this once. The earlier one works on meanwhile.',
      ),
  )
    .argument('<id>', 'which key')
    .option('--grace <time>', 'how long the earlier secret works on, up to 30d (default: 1d)', readDuration)
    .option('--now', 'start the grace at once, not at the first use of the new secret; after a leak add --grace 0')
    .option(
      '--finish <word>',
      'grace, or silent: end the earlier secret once nobody uses it; a terminal shows who does until then',
      wordOf(RotationFinish),
    )
    .option('--no-wait', 'print the value and return, in a terminal too')
    .option('--expires-at <when>', 'when the key ends from now on: an instant, or a number of days: 90d', readWhen)
    .action((id: string, options: RotateOptions) => withServices(terminal, (bench) => rotate(bench, id, options)));
  addStep(keys.command('finish-rotation'), terminal, {
    description: 'Ends the earlier secret of a key now; a pending one becomes current.',
    method: 'finishRotation',
    sentence: ({ id, secretNumber }) => `Finished: secret ${secretNumber} of ${id} alone works.`,
  });
  addStep(keys.command('cancel-rotation'), terminal, {
    description: 'Ends the new secret of a key that nobody has used yet; the earlier one goes on.',
    method: 'cancelRotation',
    sentence: ({ id, secretNumber }) => `Cancelled: secret ${secretNumber} of ${id} goes on.`,
  });
}

async function rotate(bench: Workbench, id: string, options: RotateOptions): Promise<void> {
  const { terminal, services } = bench;
  if (options.finish === RotationFinish.SILENT && options.grace === 0) throw new StartError(NO_TIME, 2);
  const operator = await operatorFor(bench, options);
  const { grace, now, finish, expiresAt, wait, json } = options;
  const rotated = await services.rotations.rotateApiKey(operator, {
    id,
    graceSeconds: grace === undefined ? null : grace / 1_000,
    startsAt: now ? GraceStart.NOW : GraceStart.FIRST_USE,
    finish: finish ?? null,
    expiresAt: expiresAt?.at ?? null,
  });
  const { result } = rotated;
  if (!result?.secret) {
    throw retiringFault(rotated) ?? (await refusalOfKey(bench, operator, id, rotated.userErrors));
  }
  const { value, number } = result.secret;
  print(terminal, json, { ...describeKey(wholeOf(result.apiKey)), secretNumber: number, value }, value);
  if (!(await terminal.isTaken())) {
    throw new StartError('The new value is lost. Rotate the key again: that takes it back, and prints another.');
  }
  if (finish === RotationFinish.SILENT && wait && terminal.isWatched) {
    await followRotation(bench, operator, id, number);
  }
}

/** That an earlier rotation is not over, in the words of this program; null where that is not the reason. */
function retiringFault(rotated: Mutated<RotatedApiKey>): StartError | null {
  const present = whatIsThere(rotated);
  const other = present && otherSecret(wholeOf(present.apiKey));
  if (other?.state !== 'RETIRING') return null;
  const { id } = present?.apiKey ?? {};
  return new StartError(
    `Secret ${other.number} of this key retires until ${instantText(other.endsAt)}: wait, run \`latchkey keys finish-rotation ${id}\`, or after a leak rotate with --now --grace 0.`,
  );
}

/** How a rotation goes on. */
interface Step {
  readonly description: string;
  readonly method: 'finishRotation' | 'cancelRotation';
  readonly sentence: (apiKey: ApiKey) => string;
}

function addStep(command: Command, terminal: Terminal, { description, method, sentence }: Step): void {
  ofOrganization(command.description(description))
    .argument('<id>', 'which key')
    .action((id: string, options: OrganizationOptions) =>
      withServices(terminal, async (bench) => {
        const operator = await operatorFor(bench, options);
        const { result, userErrors } = await bench.services.rotations[method](operator, { id });
        if (!result) throw await refusalOfKey(bench, operator, id, userErrors);
        const apiKey = wholeOf(result.apiKey);
        const { secrets } = await secretsOfKey(bench, operator, id);
        const isUsed = secrets.some(({ number, lastUsedAt }) => number === apiKey.secretNumber && lastUsedAt !== null);
        const unused = isUsed || method === 'cancelRotation' ? '' : ` ${UNUSED}`;
        const shown = { ...describeKey(apiKey), secretNumber: apiKey.secretNumber };
        print(terminal, options.json, shown, `${sentence(apiKey)}${unused}`);
      }),
    );
}
