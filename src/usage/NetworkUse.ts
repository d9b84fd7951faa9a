import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/DateTime';

/** One network that requests came from. Units: epoch milliseconds. */
@ObjectType({ simpleResolvers: true, description: 'A network that requests came from in the last 90 days.' })
export class NetworkUse {
  @Field({ description: 'The network: the first 24 bits of an IPv4 address, or the first 48 of an IPv6 one.' })
  network!: string;

  @Field(() => [String], { description: 'What its clients call themselves: the first few.' })
  userAgents!: readonly string[];

  @Field(() => Int, { description: 'How many requests came from it.' })
  requests!: number;

  @Field(() => DateTime, { description: 'When the first of them came.' })
  firstUsedAt!: number;

  @Field(() => DateTime, { description: 'When the last of them came.' })
  lastUsedAt!: number;
}
