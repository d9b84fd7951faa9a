import { StartError } from '../errors';
import type { Secrets } from '../withSecretFiles';
import type { HandedSecrets } from './Workers';

/** Units: milliseconds. The primary tells them at once: this is for a machine that is overloaded. */
const LIMIT_MS = 30_000;

/**
 * The secrets that the primary of this worker serves with. What their files hold by now is for the next start.
 * Errors: a `StartError` where the primary does not tell them. Source: decision 083.
 */
export function handedSecrets(): Promise<Secrets> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      process.off('message', hear);
    };
    const hear = (message: unknown): void => {
      if (!isHanding(message)) return;
      end();
      resolve(message.secrets);
    };
    const timer = setTimeout(() => {
      end();
      reject(new StartError('The process that forks the workers handed this one no secrets.'));
    }, LIMIT_MS);
    process.on('message', hear);
  });
}

function isHanding(message: unknown): message is HandedSecrets {
  return typeof message === 'object' && message !== null && 'secrets' in message;
}
