import { standardLog } from '../LogStream';
import type { Log } from '../log';

/** An uncaught error leaves an unknown state, so the process ends. The supervisor starts it anew. */
export function endOnUnknownFailure(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      standardLog.exit(1);
    });
  }
}
