import { Field, ID, InputType, Int } from 'type-graphql';
import type { EventSeverity } from '../events/catalogue';
import type { EventOutcome } from '../events/Happened';
import { DateTime } from '../scalars/DateTime';
import { EventOutcomes, EventSeverities } from './eventEnums';

@InputType({ description: 'Which entries of the audit log are wanted: those that meet every condition.' })
export class AuditEventFilter {
  @Field(() => [String], { nullable: true, description: 'One of these types of events.' })
  types?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Done by this API key, its tokens, or this member.' })
  actorId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done to this.' })
  targetId?: string | null;

  @Field(() => [EventOutcomes], { nullable: true, description: 'Ended in one of these ways.' })
  outcome?: EventOutcome[] | null;

  @Field(() => EventSeverities, { nullable: true, description: 'Matters at least as much.' })
  severity?: EventSeverity | null;

  @Field(() => DateTime, { nullable: true, description: 'Happened then or later.' })
  since?: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Happened earlier than then.' })
  until?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Has a sequence above this one. The list is then in the order of the sequence, the highest first.',
  })
  afterSequence?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Has this text in its summary or in a name, whatever the case.',
  })
  text?: string | null;
}
