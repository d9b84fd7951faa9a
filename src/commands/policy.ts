import type { Command } from 'commander';
import type { Caller } from '../access/Caller';
import { systemClock } from '../clock';
import { AppError, StartError } from '../errors';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../lists/pageSizeOf';
import type { KeyPolicyImpact } from '../policies/inputs';
import type { KeyPolicy } from '../policies/KeyPolicy';
import { noticeDaysOf, termsOfPolicy } from '../policies/policyRows';
import { instantText } from '../scalars/DateTime';
import { describeKey, instantOf } from './describeKey';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { POLICY_FIELDS, type PolicyOptions, policyInputOf, withPolicyOptions } from './policyOptions';
import { print, table } from './print';
import { countUpTo } from './readWords';
import { NOTHING_SAID, optionOf, refusalOf } from './refusalOf';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

type SetOptions = OrganizationOptions & PolicyOptions & { readonly force?: true };
type ImpactOptions = OrganizationOptions & PolicyOptions & { readonly first?: number };

/** `latchkey policy …` */
export function addPolicyCommand(program: Command, terminal: Terminal): void {
  const policy = program.command('policy').description('What an organization asks of its API keys.');
  ofOrganization(policy.command('show').description('Shows the key policy, as `policy set` takes it.')).action(
    (options: OrganizationOptions) => withServices(terminal, (bench) => show(bench, options)),
  );
  const set = policy
    .command('set')
    .description(
      'Changes the key policy: what is left out stays, and `none` sets it back. It binds the operator, too.',
    );
  withPolicyOptions(ofOrganization(set))
    .option('--force', 'also where it would block the key of whoever sets it; the operator has none')
    .action((options: SetOptions) => withServices(terminal, (bench) => setPolicy(bench, options)));
  const impact = policy
    .command('impact')
    .description('Counts and names the keys that would not comply with a policy, and changes nothing.');
  withPolicyOptions(ofOrganization(impact))
    .option(
      '--first <count>',
      `how many keys to name, up to ${MAX_PAGE_SIZE} (default: ${DEFAULT_PAGE_SIZE})`,
      countUpTo(MAX_PAGE_SIZE),
    )
    .action((options: ImpactOptions) => withServices(terminal, (bench) => showImpact(bench, options)));
}

async function show(bench: Workbench, options: OrganizationOptions): Promise<void> {
  const operator = await operatorFor(bench, options);
  printPolicy(bench, options, await bench.services.keyPolicies.own(operator));
}

async function setPolicy(bench: Workbench, options: SetOptions): Promise<void> {
  const input = policyInputOf(options);
  if (Object.keys(input).length === 0) throw new StartError(NOTHING_SAID, 2);
  const operator = await operatorFor(bench, options);
  const { force } = options;
  const { result, userErrors } = await bench.services.keyPolicies.updateKeyPolicy(operator, { ...input, force });
  const { grantableScopes } = input;
  if (!result) throw refusalOf(userErrors, { lists: { grantableScopes } });
  printPolicy(bench, options, result, await harmOf(bench, operator, result));
}

/** What a policy does to keys that do not comply. Shape: empty where there is none, or nothing is enforced. */
async function harmOf({ services }: Workbench, operator: Caller, { enforcedFrom }: KeyPolicy): Promise<string> {
  if (enforcedFrom === null) return '';
  const { affectedCount } = await services.keyPolicies.keyPolicyImpact(operator, {}, 1);
  if (affectedCount === 0) return '';
  const from = enforcedFrom <= systemClock() ? 'From now on' : `From ${instantText(enforcedFrom)} on`;
  return affectedCount === 1
    ? `1 key does not comply: \`latchkey policy impact\` names it. ${from} it is refused.`
    : `${affectedCount} keys do not comply: \`latchkey policy impact\` names them. ${from} they are refused.`;
}

async function showImpact(bench: Workbench, options: ImpactOptions): Promise<void> {
  const operator = await operatorFor(bench, options);
  const { keyPolicies, apiKeys } = bench.services;
  const impact = await keyPolicies
    .keyPolicyImpact(operator, policyInputOf(options), options.first ?? null)
    .catch((error: unknown) => Promise.reject(asFailure(error)));
  const found = await Promise.all(impact.keys.map(({ id }) => apiKeys.byId(operator, id)));
  const keys = impact.keys.map(({ violations, lastUsedAt, requestsLast7Days }, index) => {
    const apiKey = found[index] ? describeKey(found[index]) : null;
    return { apiKey, violations, lastUsedAt: instantOf(lastUsedAt), requestsLast7Days };
  });
  print(bench.terminal, options.json, { affectedCount: impact.affectedCount, keys }, impactText(impact, keys));
}

/** What is wrong with a policy that is only asked about, in the words of this program. */
function asFailure(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'BAD_USER_INPUT') return error;
  const { path } = error.extensions;
  const [first, field] = Array.isArray(path) ? path.map(String) : [];
  return new StartError(`${optionOf(field ?? first ?? '')}: ${error.message}`);
}

function impactText(
  { affectedCount }: KeyPolicyImpact,
  keys: readonly {
    readonly apiKey: { readonly id: string; readonly name: string } | null;
    readonly violations: readonly string[];
    readonly lastUsedAt: string | null;
  }[],
): string {
  if (affectedCount === 0) return 'Every key would comply.';
  const rows = keys.map(({ apiKey, violations, lastUsedAt }) => {
    return [apiKey?.id ?? '', violations.join(', '), lastUsedAt ?? 'never', apiKey?.name ?? ''];
  });
  const count = affectedCount === 1 ? '1 key would not comply' : `${affectedCount} keys would not comply`;
  const isPart = keys.length < affectedCount;
  return [
    `${count}. ${isPart ? `The ${keys.length} used last:` : 'Those used last first:'}`,
    table([['ID', 'BREAKS', 'LAST USED', 'NAME'], ...rows]),
  ].join('\n');
}

function printPolicy({ terminal }: Workbench, { json }: OrganizationOptions, policy: KeyPolicy, harm = ''): void {
  const shown = describePolicy(policy);
  const rows = POLICY_FIELDS.map((field) => [optionOf(field).slice(2), typed(shown[field])]);
  const { updatedAt, updatedBy } = shown;
  const changed =
    updatedAt === null ? [] : [['changed', `${updatedAt}${updatedBy === null ? '' : ` by ${updatedBy}`}`]];
  const text = [table([...rows, ...changed, ['version', `${shown.version}`]]), harm];
  print(terminal, json, shown, text.filter(Boolean).join('\n\n'));
}

/** A policy as `--json` prints it. */
function describePolicy(policy: KeyPolicy) {
  const { maxLifetimeDays, defaultLifetimeDays, maxKeysPerOwner, disableUnusedAfterDays, onSecretReuse } = policy;
  const { grantableScopes, allowsAllScopes, requiresNote } = termsOfPolicy(policy);
  return {
    maxLifetimeDays,
    defaultLifetimeDays,
    grantableScopes,
    allowsAllScopes,
    maxKeysPerOwner,
    requiresNote,
    disableUnusedAfterDays,
    noticeDays: noticeDaysOf(policy),
    onSecretReuse,
    enforcedFrom: instantOf(policy.enforcedFrom),
    updatedAt: instantOf(policy.updatedAt),
    updatedBy: policy.updatedBy,
    version: policy.version,
  };
}

/** A field as its option takes it. */
function typed(value: string | number | boolean | readonly (string | number)[] | null): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'object' ? value.join(',') : `${value}`.replace(/^[A-Z]+$/, (word) => word.toLowerCase());
}
