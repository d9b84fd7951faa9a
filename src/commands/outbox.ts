import type { Command } from 'commander';
import { systemClock } from '../clock';
import type { ParcelSummary } from '../outbox/Outbox';
import { print, table } from './print';
import type { Terminal } from './Terminal';
import { withServices } from './withServices';

interface Options {
  readonly json?: true;
}

/** `latchkey outbox …` */
export function addOutboxCommand(program: Command, terminal: Terminal): void {
  const outbox = program.command('outbox').description('What waits to be sent, such as letters.');
  outbox
    .command('list')
    .description('Lists what waits, the next first, and what was given up within 30 days; never what is in it.')
    .option('--json', 'print JSON')
    .action(({ json }: Options) =>
      withServices(terminal, async ({ services }) => {
        const rows = (await services.outbox.list()).map(describe);
        const lines = rows.map((row) => [row.id, row.kind, row.state, row.dueAt, `${row.tries}`, row.failure ?? '']);
        const text = table([['ID', 'KIND', 'STATE', 'DUE', 'TRIES', 'LAST FAILURE'], ...lines]);
        print(terminal, json, rows, rows.length === 0 ? 'Nothing waits.' : text);
      }),
    );
  outbox
    .command('retry')
    .description('Has the server send everything that waits now, e.g. after the mail server was mended.')
    .option('--json', 'print one JSON object')
    .action(({ json }: Options) =>
      withServices(terminal, async ({ services }) => {
        const retriedCount = await services.outbox.retry();
        print(terminal, json, { retriedCount }, `Due now: ${retriedCount}.`);
      }),
    );
}

function describe({ id, kind, destinationId, createdAt, dueAt, endsAt, tries, failure, ...state }: ParcelSummary) {
  const instant = (at: number): string => new Date(at).toISOString();
  return {
    id,
    kind,
    destinationId,
    state: stateOf(state),
    createdAt: instant(createdAt),
    dueAt: instant(dueAt),
    endsAt: instant(endsAt),
    tries,
    failure,
  };
}

function stateOf({ givenUpAt, takenUntil }: Pick<ParcelSummary, 'givenUpAt' | 'takenUntil'>) {
  if (givenUpAt !== null) return 'GIVEN_UP';
  return takenUntil !== null && takenUntil > systemClock() ? 'SENDING' : 'WAITING';
}
