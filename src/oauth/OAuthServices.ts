import type { ScopeCatalogue } from '../access/ScopeName';
import type { CallerReader } from '../callers/CallerReader';
import type { ProvesGateway } from '../callers/gatewayProof';
import type { ApiKeyService } from '../keys/ApiKeyService';
import type { Authenticator } from '../keys/Authenticator';
import type { AccessTokens } from '../tokens/AccessTokens';
import type { SigningKeys } from '../tokens/SigningKeys';
import type { TokenRevocation } from '../tokens/TokenRevocation';

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
