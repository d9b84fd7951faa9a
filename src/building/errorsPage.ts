import { type CatalogueEntry, ERRORS, USER_ERRORS } from '../errors';
import { LIMITS } from '../graphql/LIMITS';
import { BODY_LIMIT_BYTES } from '../http/createHttpServer';
import { MAX_PAGE_SIZE } from '../lists/pageSizeOf';
import { OAUTH_ERRORS, type OAuthEntry, oauthStatus } from '../oauth/OAuthError';
import { markdownTable } from './markdownTable';

/** Writes `docs/errors.md` from the catalogues of errors and the limits. */
export function errorsPage(): string {
  return `<!-- Written by \`npm run schema\`. Do not edit. -->

# Errors

A client decides by the code of an error. Messages are for people and may change.

## Top-level errors

A top-level error carries its code in \`extensions.code\`. The status is that of an answer without any data. Arguments and
the caller are checked before anything executes. An answer with status 400 or 401 therefore has no \`data\`.

${markdownTable(['code', 'HTTP', 'message', 'at fault', 'what to do', 'beside `code`'], topLevelRows())}

The message of one error may be more exact than the catalogue's. It never repeats what the client sent. Another
organization's object gets the same answer as a missing object.

## What a mutation refuses

A refusal that a client should expect is data. It stands in \`userErrors\`, with a code, a sentence and the path into the
input. The mutation then changed nothing.

${markdownTable(
  ['code', 'meaning'],
  Object.entries(USER_ERRORS).map(([code, meaning]) => [`\`${code}\``, meaning]),
)}

## OAuth endpoints

The endpoints under \`/oauth\` answer with \`error\` and \`error_description\` (RFC 6749, section 5.2).

${markdownTable(['error', 'HTTP', 'at fault', 'what to do'], Object.entries(OAUTH_ERRORS).map(oauthRow))}

## Limits

${markdownTable(['limit', 'at most'], limitRows())}
`;
}

function topLevelRows(): string[][] {
  return Object.entries<CatalogueEntry>(ERRORS).map(([code, { status, message, fault, remedy, extensions }]) => [
    `\`${code}\``,
    String(status),
    message,
    fault,
    remedy,
    extensions === undefined ? '' : `\`${extensions}\``,
  ]);
}

function oauthRow([error, entry]: [string, OAuthEntry]): string[] {
  const remedy = [entry.remedy, ...otherStatuses(entry)].join(' ');
  return [`\`${error}\``, String(oauthStatus(entry)), ERRORS[entry.standsFor].fault, remedy];
}

function otherStatuses({ otherStatuses = {} }: OAuthEntry): string[] {
  const statuses = Object.entries(otherStatuses).map(([status, when]) => `${status} (${when})`);
  const last = statuses.pop();
  if (last === undefined) return [];
  return [`The status is also ${statuses.length > 0 ? `${statuses.join(', ')} or ` : ''}${last}.`];
}

function limitRows(): string[][] {
  const { cost, depth, ...counts } = LIMITS;
  return [
    ['request body', `${BODY_LIMIT_BYTES / 1024} KB`],
    ...Object.entries(counts).map(([name, count]) => [`${name} of a document`, counted(count)]),
    ['depth of a document', counted(depth)],
    ['cost of a document, in points', counted(cost)],
    ['edges of a page', counted(MAX_PAGE_SIZE)],
  ];
}

function counted(count: number): string {
  return count.toLocaleString('en');
}
