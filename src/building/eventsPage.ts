import { EVENTS, type EventDefinition } from '../events/catalogue';
import { markdownTable } from './markdownTable';

const DEFINITIONS: readonly (readonly [string, EventDefinition])[] = Object.entries(EVENTS);

/** Writes `docs/events.md` from the catalogue of events. */
export function eventsPage(): string {
  return `<!-- Written by \`npm run schema\`. Do not edit. -->

# Events

Every change leaves an event in the audit log, in the same transaction. The list is closed, and the same as
\`schema/events.json\`.

${markdownTable(['event', 'about', 'severity', 'what happened', 'before and after'], DEFINITIONS.map(rowOf))}

- A change that is refused leaves the same event with the outcome \`REFUSED\` and the codes of its user errors.
- \`api_key.refused\` has the outcome \`REFUSED\` where the secret was right and the key did not work, and \`ATTEMPTED\` when
  the secret was wrong.
- \`api_key.denied\` and \`member.denied\` are requests for what the caller has no permission for, at \`/verify\` too. One
  request leaves one of them at most.
- Equal refusals, or denials, of a caller from one network are one event with a count: the first at once, what follows once a minute. What
  exceeds the share of an organization is counted for the organization, and names no address.
- What ends together leaves an event each: a process, then each of its keys; a member, then each session and each open
  invitation of that member.
- An event belongs to one organization, or to the server as a whole: the signing keys, and sign-ins with an address that
  nobody has.
- No event holds a secret or the digest of one.
`;
}

/** What programs read of the catalogue: `schema/events.json`. */
export function eventsJson(): string {
  const events = DEFINITIONS.map(([type, definition]) => ({ type, ...definition }));
  return `${JSON.stringify(events, null, 2)}\n`;
}

function rowOf([type, { target, severity, sentence, changes }]: readonly [string, EventDefinition]): string[] {
  return [`\`${type}\``, target, severity, `${sentence}.`, changes.map((field) => `\`${field}\``).join(', ')];
}
