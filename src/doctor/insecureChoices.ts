import type { Config } from '../config';
import { isLoopback, type SettingWarning } from '../running/warnOfSettings';

/** A choice that is allowed, and less safe than the default of production. */
interface Choice {
  readonly name: string;
  readonly isMade: (config: Config) => boolean;
  /** Shape: the fault, a colon, and what to do. */
  readonly sentence: string;
}

const CHOICES: readonly Choice[] = [
  {
    name: 'NODE_ENV',
    isMade: ({ isProduction, host }) => !isProduction && !isLoopback(host),
    sentence:
      'other machines reach this server, which is not in production: set NODE_ENV=production, or HOST=127.0.0.1',
  },
  {
    name: 'REQUIRE_TLS',
    isMade: ({ isProduction, requireTls }) => isProduction && !requireTls,
    sentence: 'keys are taken over plain HTTP, where anybody on the way can read them: set REQUIRE_TLS=on',
  },
  {
    name: 'INTROSPECTION',
    isMade: ({ isProduction, introspection }) => isProduction && introspection === 'public',
    sentence: 'strangers may read the whole schema: set INTROSPECTION=authenticated',
  },
  {
    name: 'FAILURES_PER_MINUTE',
    isMade: ({ isProduction, failuresPerMinute }) => isProduction && failuresPerMinute === 0,
    sentence: 'credentials may be guessed without a limit: set FAILURES_PER_MINUTE=300',
  },
  {
    name: 'CORS_ORIGINS',
    isMade: ({ isProduction, corsOrigins }) =>
      isProduction && corsOrigins.some((origin) => origin.startsWith('http:') && !isLoopback(new URL(origin).hostname)),
    sentence: 'a page that comes over plain HTTP may call with keys: list https origins alone',
  },
  {
    name: 'SMTP_URL',
    isMade: ({ isProduction, mail }) =>
      isProduction && mail?.url.startsWith('smtp:') === true && !isLoopback(hostOf(mail.url)),
    sentence:
      'letters with links that let people in may go to the mail server unencrypted: use smtps:// where it takes that',
  },
];

/** Finds choices that are allowed and less safe than what production has by default. */
export function insecureChoices(config: Config): SettingWarning[] {
  return CHOICES.filter(({ isMade }) => isMade(config)).map(({ name, sentence }) => ({ name, details: {}, sentence }));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
