import type { ScopeCatalogue } from '../access/scopes';
import type { ProvesGateway } from '../http/gateway';
import type { ApiKeyService } from '../keys/ApiKeyService';
import type { Authenticator } from '../keys/Authenticator';
import type { AccessTokens } from './AccessTokens';
import type { CallerReader } from './CallerReader';
import type { SigningKeys } from './SigningKeys';
import type { TokenRevocation } from './TokenRevocation';

/** What the OAuth endpoints work with. `issuer`: this server as the world calls it. */
export interface OAuthParts {
  readonly callers: CallerReader;
  readonly authenticator: Authenticator;
  readonly tokens: AccessTokens;
  readonly revocation: TokenRevocation;
  readonly signingKeys: SigningKeys;
  readonly apiKeys: ApiKeyService;
  readonly catalogue: ScopeCatalogue;
  readonly provesGateway: ProvesGateway;
  readonly issuer: () => string;
}
