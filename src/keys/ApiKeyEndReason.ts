import { registerEnumType } from 'type-graphql';

/** Why somebody ended a key. */
export enum ApiKeyEndReason {
  UNSPECIFIED = 'UNSPECIFIED',
  COMPROMISED = 'COMPROMISED',
  SUPERSEDED = 'SUPERSEDED',
  UNUSED = 'UNUSED',
  PRIVILEGE_WITHDRAWN = 'PRIVILEGE_WITHDRAWN',
}

registerEnumType(ApiKeyEndReason, {
  name: 'ApiKeyEndReason',
  description: 'Why a key was disabled or deleted.',
  valuesConfig: {
    UNSPECIFIED: { description: 'No reason was given.' },
    COMPROMISED: {
      description: 'Somebody else may have its secret. It can be enabled with a new secret only, and not restored.',
    },
    SUPERSEDED: { description: 'Another key does its work.' },
    UNUSED: { description: 'Nobody uses it.' },
    PRIVILEGE_WITHDRAWN: { description: 'It should no longer do what it did, or what it worked on is gone.' },
  },
});
