import { type Command, InvalidArgumentError } from 'commander';
import { StartError } from '../errors';
import { isId } from '../id';
import { MAX_UNUSED_DAYS } from '../usage/inputs';
import type { Narrowing } from '../usage/narrowingOf';
import { ask, assertAskable } from './ask';
import { describeKey, stateText } from './describeKey';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print, table } from './print';
import { refusalOfKey } from './refusalOfKey';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

/** Who narrows a key can mend what the policy has against it, before or with it. */
const NARROW_REMEDY = 'mend that with `latchkey keys update`, or change the policy with `latchkey policy set`.';

interface Options extends OrganizationOptions {
  /** Units: days. */
  readonly unusedFor: number;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** `latchkey keys narrow` */
export function addNarrowKey(keys: Command, terminal: Terminal): void {
  ofOrganization(
    keys
      .command('narrow')
      .description('Takes from a key the scopes that no request needed. What it was used for goes on to work.'),
  )
    .argument('<id>', 'which key')
    .requiredOption('--unused-for <days>', 'for how many days nobody needed them: 90d', readDays)
    .option('--dry-run', 'only show which scopes would go, and why')
    .option('--yes', 'do not ask; needed where nobody can be asked')
    .action((id: string, options: Options) => {
      if (!options.yes && !options.dryRun) assertAskable(terminal);
      return withServices(terminal, (bench) => narrow(bench, id, options));
    });
}

async function narrow(bench: Workbench, id: string, { unusedFor, dryRun, yes, ...options }: Options): Promise<void> {
  const operator = await operatorFor(bench, options);
  const { apiKeys, narrowing } = bench.services;
  const apiKey = isId(id) ? await apiKeys.byId(operator, id) : null;
  if (!apiKey) throw new StartError('There is no such API key.');
  const proposal = await narrowing.proposal(operator, apiKey, unusedFor);
  const { fault, removedScopes, keptScopes } = proposal;
  if (dryRun) {
    if (fault !== null) throw new StartError(`--unused-for: ${fault}`);
    print(bench.terminal, options.json, { removedScopes, keptScopes }, proposalText(proposal));
    return;
  }
  if (!yes && fault === null && removedScopes.length > 0) {
    bench.terminal.writeError(`${proposalText(proposal)}\n`);
    if (!(await ask(bench.terminal, 'Take them from the key? (y/N) '))) throw new StartError('Nothing was changed.');
  }
  // What was seen is what is done, unless the key was changed meanwhile.
  const input = { id, unusedForDays: unusedFor, version: apiKey.version };
  const { result, userErrors } = await narrowing.narrowApiKey(operator, input);
  if (!result) {
    throw await refusalOfKey(bench, operator, id, userErrors, { policyRemedy: NARROW_REMEDY });
  }
  const facts = { ...describeKey(result.apiKey), removedScopes: result.removedScopes };
  const count = result.removedScopes.length;
  const done =
    count === 0
      ? `${id} needs every scope that it holds.`
      : `Took ${count} ${count === 1 ? 'scope' : 'scopes'} from ${id}.`;
  print(bench.terminal, options.json, facts, `${done}${stateText(facts.status)}`);
}

function proposalText({ findings, removedScopes }: Narrowing): string {
  const rows = findings.map(({ name, evidence, requests }) => [
    name,
    removedScopes.includes(name) ? 'goes' : 'stays',
    evidence,
    `${requests}`,
  ]);
  return table([['SCOPE', '', 'EVIDENCE', 'REQUESTS'], ...rows]);
}

/** Reads a number of days. Errors: one of Commander's, which says what is accepted. */
function readDays(text: string): number {
  const days = Number(/^(\d{1,3})d$/.exec(text)?.[1]);
  if (days >= 1 && days <= MAX_UNUSED_DAYS) return days;
  throw new InvalidArgumentError(`Give a number of days from 1d to ${MAX_UNUSED_DAYS}d.`);
}
