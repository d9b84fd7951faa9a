import type { Command } from 'commander';
import type { SigningKeySummary } from '../tokens/SigningKeySummary';
import { print, table } from './print';
import type { Terminal } from './Terminal';
import { withServices } from './withServices';

interface Options {
  readonly leaked?: true;
  readonly json?: true;
}

/** `latchkey signing-keys …` */
export function addSigningKeysCommand(program: Command, terminal: Terminal): void {
  const signingKeys = program.command('signing-keys').description('The keys that access tokens are signed with.');
  signingKeys
    .command('list')
    .description('Lists the keys: the one that signs, the next one, and those that retire.')
    .option('--json', 'print JSON')
    .action(({ json }: Options) =>
      withServices(terminal, async ({ services }) => {
        const rows = (await services.signingKeys.list()).map(describe);
        const lines = rows.map(({ id, state, createdAt, endsAt }) => [id, state, createdAt, endsAt ?? '']);
        const text = table([['ID', 'STATE', 'CREATED', 'BELIEVED UNTIL'], ...lines]);
        print(terminal, json, rows, rows.length === 0 ? 'There are none yet: the first token makes them.' : text);
      }),
    );
  signingKeys
    .command('rotate')
    .description(
      'Has the next key sign, and makes another next key. Old keys are believed until their last token has expired.',
    )
    .option('--leaked', 'believe no old key, nor the next one: every access token that is out is refused at once')
    .option('--json', 'print JSON')
    .action(({ leaked, json }: Options) =>
      withServices(terminal, async ({ services }) => {
        const made = describe(await services.signingKeys.rotate({ isLeaked: leaked === true }));
        print(terminal, json, made, `Access tokens are now signed with ${made.id}.`);
      }),
    );
}

function describe({ id, state, createdAt, endsAt }: SigningKeySummary) {
  const instant = (at: number): string => new Date(at).toISOString();
  const times = { createdAt: instant(createdAt), endsAt: endsAt === null ? null : instant(endsAt) };
  return { id, state: state.toLowerCase(), ...times };
}
