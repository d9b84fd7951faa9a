import type { Command } from 'commander';
import type { SigningKeySummary } from '../tokens/SigningKeys';
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
    .description('Lists the keys whose tokens are believed, the newest first.')
    .option('--json', 'print JSON')
    .action(({ json }: Options) =>
      withServices(terminal, async ({ services }) => {
        const rows = (await services.signingKeys.list()).map(describe);
        const lines = rows.map(({ id, createdAt, endsAt }) => [id, createdAt, endsAt ?? 'signs']);
        const text = table([['ID', 'CREATED', 'BELIEVED UNTIL'], ...lines]);
        print(terminal, json, rows, rows.length === 0 ? 'There are none yet: the first token makes one.' : text);
      }),
    );
  signingKeys
    .command('rotate')
    .description('Makes a new key. The old ones are believed until their last token has expired.')
    .option('--leaked', 'believe the old ones no longer: every access token that is out is refused at once')
    .option('--json', 'print JSON')
    .action(({ leaked, json }: Options) =>
      withServices(terminal, async ({ services }) => {
        const made = describe(await services.signingKeys.rotate({ isLeaked: leaked === true }));
        print(terminal, json, made, `Access tokens are now signed with ${made.id}.`);
      }),
    );
}

function describe({ id, createdAt, endsAt }: SigningKeySummary) {
  const instant = (at: number): string => new Date(at).toISOString();
  return { id, createdAt: instant(createdAt), endsAt: endsAt === null ? null : instant(endsAt) };
}
