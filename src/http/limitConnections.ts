import type { Server, Socket } from 'node:net';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { RareLines } from '../RareLines';

/** One cause, told again after ten minutes. */
const RATE = { spanMs: 600_000, maxLines: 1 };

/**
 * Closes every connection past so many at once, and says so in the log. Node's own `maxConnections` is not used: a worker
 * hands what is too many to the next worker, and full workers would pass it around for ever.
 */
export function limitConnections(server: Server, max: number, log: Log, clock: Clock): void {
  const lines = new RareLines(log, clock, RATE);
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
