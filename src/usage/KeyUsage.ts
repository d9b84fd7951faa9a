import { Field, Int, ObjectType } from 'type-graphql';

/** How much one key was used, of several. */
@ObjectType({ simpleResolvers: true, description: 'How much a key was used.' })
export class KeyUsage {
  apiKeyId!: string;

  @Field(() => Int, { description: 'How many of its requests were answered.' })
  requests!: number;
}
