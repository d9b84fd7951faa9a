import { messageOf } from '../errors';
import type { Log } from '../log';
import type { Serving } from './Serving';

/** What the primary tells its workers when they are to read the files of TLS anew. */
export const RENEW_TLS = 'renew-tls';

/** Has SIGHUP read the files of TLS anew. It never ends the process. */
export function renewOnHangup(hasTls: boolean, serving: () => Serving | null, log: Log): void {
  process.on('SIGHUP', () => {
    if (hasTls) renewTls(serving(), log);
    else log.info('SIGHUP: there are no files of TLS to read anew');
  });
}

/** The same for a worker. The primary, which gets the signal too, decides and tells it. */
export function renewWhenTold(serving: () => Serving | null, log: Log): void {
  process.on('SIGHUP', () => undefined);
  process.on('message', (message) => {
    if (message === RENEW_TLS) renewTls(serving(), log);
  });
}

/** What has not begun to serve reads the files later. */
function renewTls(serving: Serving | null, log: Log): void {
  if (serving === null) return;
  try {
    serving.renewTls();
    log.info('the files of TLS were read anew');
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'the files of TLS cannot be used: the certificate before goes on');
  }
}
