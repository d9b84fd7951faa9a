import type { Server, Socket } from 'node:net';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { ONE_CAUSE, RareLines } from '../RareLines';

/**
 * Closes every connection past so many at once, and says so in the log. Node's own `maxConnections` is not used: a worker
 * hands what is too many to the next worker, and full workers would pass it around for ever.
 */
export function limitConnections(server: Server, max: number, log: Log, clock: Clock): void {
  const lines = new RareLines(log, clock, ONE_CAUSE);
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    socket.once('close', () => {
      count -= 1;
    });
    if (count <= max) return;
    socket.destroy();
    lines.warn('connections', { maxConnections: max }, 'too many connections: further ones are closed at once');
  });
}
