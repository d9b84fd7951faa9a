import type { ScopeCatalogue } from '../access/ScopeName';
import type { CallerReader } from '../callers/CallerReader';
import type { ProvesGateway } from '../callers/gatewayProof';
import type { Authenticator } from '../keys/Authenticator';
import type { KeyPossession } from '../keys/KeyPossession';
import type { AccessTokens } from '../tokens/AccessTokens';
import type { SigningKeys } from '../tokens/SigningKeys';
import type { TokenRevocation } from '../tokens/TokenRevocation';
import type { UsageRecorder } from '../usage/UsageRecorder';

/** The services that the OAuth endpoints call. `issuer` is the address of this server from outside. */
export interface OAuthServices {
  readonly callers: CallerReader;
  readonly authenticator: Authenticator;
  readonly tokens: AccessTokens;
  readonly revocation: TokenRevocation;
  readonly signingKeys: SigningKeys;
  readonly keyPossession: KeyPossession;
  readonly catalogue: ScopeCatalogue;
  readonly provesGateway: ProvesGateway;
  readonly usageRecorder: UsageRecorder;
  readonly issuer: () => string;
}
