import { FieldResolver, Resolver, Root } from 'type-graphql';
import { Member } from './Member';

/** The fields of a member that are no columns. */
@Resolver(() => Member)
export class MemberStateResolver {
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      "Whether the address is known to be the person's, since a letter of this server reached the person there, or the operator said so. False says that nobody knows, as with everybody who joined by a link that was handed on.",
  })
  isEmailProved(@Root() { emailProvedAt }: Member): boolean {
    return emailProvedAt !== null;
  }
}
