import type { Command } from 'commander';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import { isId } from '../id';
import { describeUse, textOfUse } from './describeUse';
import { type OrganizationOptions, ofOrganization, operatorFor } from './operatorFor';
import { print } from './print';
import { readPast } from './readWords';
import type { Terminal } from './Terminal';
import { type Workbench, withServices } from './withServices';

interface Options extends OrganizationOptions {
  /** Units: epoch milliseconds, as `to`. */
  readonly from?: number;
  readonly to?: number;
}

/** `latchkey keys usage` */
export function addKeyUsage(keys: Command, terminal: Terminal): void {
  ofOrganization(
    keys
      .command('usage')
      .description(
        'Shows what a key was used for: requests, operations, networks, fields, and the scopes that it needs.',
      ),
  )
    .argument('<id>', 'which key')
    .option(
      '--from <when>',
      'from when on: an instant, or so many days ago: 30d; otherwise 30 days before --to',
      readPast,
    )
    .option('--to <when>', 'until when; otherwise now', readPast)
    .action((id: string, options: Options) => withServices(terminal, (bench) => showUse(bench, id, options)));
}

async function showUse(bench: Workbench, id: string, { from, to, ...options }: Options): Promise<void> {
  const operator = await operatorFor(bench, options);
  const { apiKeys, usage } = bench.services;
  const apiKey = isId(id) ? await apiKeys.byId(operator, id) : null;
  if (!apiKey) throw new StartError('There is no such API key.');
  if (from !== undefined && from >= (to ?? systemClock()))
    throw new StartError('--from: The time ends before it begins.', 2);
  await usage.countNow();
  const report = await usage.report(operator, 'KEY', id, from, to);
  const facts = {
    report,
    networks: await usage.networks(operator, report, 100),
    scopes: await usage.scopes(operator, report),
    operations: usage.operations(report, 100),
    fields: usage.fields(report),
  };
  const described = describeUse(apiKey, facts);
  print(bench.terminal, options.json, described, textOfUse(described));
}
