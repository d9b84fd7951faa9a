import type { ApiKeyUsageQuery } from '../generated/graphql';

type Answered = NonNullable<ApiKeyUsageQuery['apiKey']>['usage'];

/** What a key was used for, as the server answers it. */
export type KeyUse = NonNullable<Answered>;

/** What was used in one hour or day. */
export type UsePoint = KeyUse['series'][number];
