import type { MembersQuery } from '../generated/graphql';

/** A person of the organization, as the list has it. */
export type MemberRow = NonNullable<MembersQuery['organization']['members']>['edges'][number]['node'];
