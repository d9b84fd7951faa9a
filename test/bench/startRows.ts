import { BenchError } from './BenchError';
import { BARE_APOLLO, bareApolloLaunch, bareGraph, withoutKey } from './bareServers';
import type { Exchange } from './exchange';
import { latchkeyLaunch, startLatchkey } from './Latchkey';
import { FIRST_QUERY_TYPES } from './pages';
import { pairRow } from './pairRow';
import { firstQuery } from './questions';
import { REST_SECONDS, RestingServers } from './RestingServers';
import type { Row } from './row';
import { StartedServer } from './StartedServer';
import { SMALL } from './seedSizes';

/** What it takes to be there at all. */
export const START_ROWS: readonly Row[] = [
  startRow('start', 'from the start to the first answer', 'ms', StartedServer),
  startRow('memory-at-rest', `memory ${REST_SECONDS} s after the first answer`, 'MB', RestingServers),
];

function startRow(
  name: string,
  what: string,
  unit: 'ms' | 'MB',
  Server: typeof StartedServer | typeof RestingServers,
): Row {
  return pairRow({
    name,
    what,
    reference: BARE_APOLLO,
    unit,
    target: { atMost: 1.5 },
    ratio: 'OURS_TO_REFERENCE',
    start: async (stage) => {
      const database = await stage.databases.sqlite(SMALL);
      const latchkey = await startLatchkey(stage, `${name}-first`, database);
      const [exchange] = await firstQuery(latchkey);
      await latchkey.server.stop();
      if (!exchange) throw new BenchError(`The row ${name} asks nothing.`);
      const oursAt = (url: string): Exchange => ({ ...exchange, url: `${url}/graphql` });
      const bareLaunch = bareApolloLaunch(stage, `${name}-reference`, bareGraph(FIRST_QUERY_TYPES, exchange));
      return {
        ours: new Server(stage.sandbox, latchkeyLaunch(stage.profileFolder, `${name}-ours`, database), oursAt),
        reference: new Server(stage.sandbox, bareLaunch, (url) => withoutKey(exchange, url)),
      };
    },
  });
}
