import { registerEnumType } from 'type-graphql';
import type { EventSeverity } from '../events/catalogue';
import type { ActorKind, EventOutcome } from '../events/Happened';

/** Who does things, as the schema calls them. */
export const ActorKinds: Readonly<Record<ActorKind, ActorKind>> = {
  MEMBER: 'MEMBER',
  API_KEY: 'API_KEY',
  TOKEN: 'TOKEN',
  OPERATOR: 'OPERATOR',
  SYSTEM: 'SYSTEM',
  ANONYMOUS: 'ANONYMOUS',
};

registerEnumType(ActorKinds, {
  name: 'ActorKind',
  description: 'Who did it.',
  valuesConfig: {
    MEMBER: { description: 'A person, signed in.' },
    API_KEY: { description: 'An API key.' },
    TOKEN: { description: 'An access token that was made from an API key.' },
    OPERATOR: { description: 'The operator, at the command line of the server.' },
    SYSTEM: { description: 'The server, by itself.' },
    ANONYMOUS: { description: 'Nobody that is known.' },
  },
});

/** How much events matter, as the schema calls it. */
export const EventSeverities: Readonly<Record<EventSeverity, EventSeverity>> = {
  INFO: 'INFO',
  NOTICE: 'NOTICE',
  WARNING: 'WARNING',
};

registerEnumType(EventSeverities, {
  name: 'EventSeverity',
  description: 'How much an event matters to people who watch.',
  valuesConfig: {
    INFO: { description: 'Daily work.' },
    NOTICE: { description: 'Somebody may want to know.' },
    WARNING: { description: 'Somebody should take a look.' },
  },
});

/** How events end, as the schema calls it. */
export const EventOutcomes: Readonly<Record<EventOutcome, EventOutcome>> = {
  SUCCESS: 'SUCCESS',
  REFUSED: 'REFUSED',
  ATTEMPTED: 'ATTEMPTED',
};

registerEnumType(EventOutcomes, {
  name: 'EventOutcome',
  description: 'How an event ended.',
  valuesConfig: {
    SUCCESS: { description: 'It happened.' },
    REFUSED: { description: 'It was refused, and nothing changed.' },
    ATTEMPTED: { description: 'A wrong secret named an API key. Nothing else is known of whoever sent it.' },
  },
});
