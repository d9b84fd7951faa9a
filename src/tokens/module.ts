import type { Foundation } from '../Foundation';
import { RevokedToken } from './RevokedToken';
import { SigningKey } from './SigningKey';
import { SigningKeys } from './SigningKeys';
import { signingKeysCheck } from './signingKeysCheck';
import { sweepRevokedTokens } from './sweepRevokedTokens';
import { TokenRevocation } from './TokenRevocation';

/** Access tokens, and the keys that they are signed with. */
export const tokensModule = {
  entities: [SigningKey, RevokedToken],
  checks: [signingKeysCheck],
  make: ({ storage, clock, changes, secret, previousSecrets }: Foundation) => ({
    services: {
      signingKeys: new SigningKeys(storage, clock, changes, secret, previousSecrets),
      tokenRevocation: new TokenRevocation(changes),
    },
    jobs: [sweepRevokedTokens(storage)],
  }),
};
