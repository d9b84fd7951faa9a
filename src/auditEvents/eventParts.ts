import { Field, ID, ObjectType } from 'type-graphql';
import type { ActorKind } from '../events/Happened';
import { ActorKinds } from './eventEnums';

@ObjectType('EventActor', { simpleResolvers: true, description: 'Who did it, as that was called then.' })
export class LoggedActor {
  @Field(() => ActorKinds, { description: 'What it is.' })
  kind!: ActorKind;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the API key or of the member; null for everybody else.',
  })
  id!: string | null;

  @Field(() => String, { nullable: true, description: 'The name at that time; null where it was erased.' })
  name!: string | null;
}

@ObjectType('EventTarget', { simpleResolvers: true, description: 'What it was done to, as that was called then.' })
export class LoggedTarget {
  @Field({ description: 'The name of its type, e.g. `ApiKey`.' })
  type!: string;

  @Field(() => ID, { description: 'Its id. It may be gone.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name at that time; null where it was erased, or it has none.',
  })
  name!: string | null;
}

@ObjectType('EventChange', {
  simpleResolvers: true,
  description: 'One field before and after an event. Never a secret, nor a digest of one.',
})
export class LoggedChange {
  @Field({ description: 'The name of the field.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'Its value before; null where there was none.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'Its value after; null where there is none.' })
  after!: string | null;
}
