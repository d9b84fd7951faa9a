import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { EventSeverity } from '../events/catalogue';
import type { EventOutcome } from '../events/Happened';
import { connectionOf } from '../lists/connectionOf';
import { DateTime } from '../scalars/DateTime';
import { EventOutcomes, EventSeverities } from './eventEnums';
import { LoggedActor, LoggedChange, LoggedTarget } from './eventParts';
import { orderOf } from './orderOf';

@ObjectType('AuditEvent', {
  simpleResolvers: true,
  description: 'One entry of the audit log. It never changes, but for personal values that are erased.',
})
export class LoggedEvent {
  @Field(() => ID, { description: 'Ids of later events sort later.' })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The place in the log of the organization, from 0; null for the seconds until the entry is sealed.',
  })
  sequence!: number | null;

  @Field(() => DateTime, { description: 'When it happened; of several equal events, when the last one did.' })
  at!: number;

  @Field({ description: 'What happened: a name of the list of events, such as `api_key.created`.' })
  type!: string;

  @Field(() => EventSeverities, { description: 'How much it matters.' })
  severity!: EventSeverity;

  @Field(() => EventOutcomes, { description: 'How it ended.' })
  outcome!: EventOutcome;

  @Field({ description: 'The event as a sentence, without a full stop.' })
  summary!: string;

  @Field(() => LoggedActor, { description: 'Who did it.' })
  actor!: LoggedActor;

  @Field(() => LoggedTarget, {
    nullable: true,
    description: 'What it was done to; null where that is not there, was never made, or is several.',
  })
  target!: LoggedTarget | null;

  @Field(() => [LoggedChange], { description: 'What changed, but for what was erased; empty where that is nothing.' })
  changes!: readonly LoggedChange[];

  @Field(() => [String], { description: 'Why it was refused, for programs; empty on success.' })
  codes!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description:
      'Where the request came from; null where it was no request, or came from several places, or was erased.',
  })
  address!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the client called itself; null where it said nothing, or it was erased.',
  })
  userAgent!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the request, which the answer had in `X-Request-Id`; events of one request share it.',
  })
  requestId!: string | null;
}

/** A page of the audit log. */
export const AuditEventConnection = connectionOf(LoggedEvent, 'AuditEvent', orderOf);
