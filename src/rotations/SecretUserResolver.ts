import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Caller, CallerContext } from '../access/Caller';
import type { Clock } from '../clock';
import { SecretUser } from '../keys/SecretUser';
import { MAX_USERS_OF_SECRET } from '../keys/SecretUsers';
import { usersOfSecrets } from '../keys/usersOfSecrets';
import { batched } from '../storage/batched';
import type { Storage } from '../storage/Storage';
import { ApiKeySecretInfo } from './ApiKeySecretInfo';

/** The field of a secret that says who still uses it. */
@Resolver(() => ApiKeySecretInfo)
export class SecretUserResolver {
  /** Shape: by the id of the key and the number of the secret, with a space between them. */
  private readonly usersByName = batched((_caller: Caller, names) => {
    const secrets = names.map((name) => {
      const [apiKeyId = '', number] = name.split(' ');
      return { apiKeyId, number: Number(number) };
    });
    return usersOfSecrets(this.storage.sql, secrets, this.clock());
  });

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  @FieldResolver(() => [SecretUser], {
    description: `Who still uses it, the newest ${MAX_USERS_OF_SECRET}; empty unless a rotation is replacing it.`,
  })
  async users(
    @Root() { apiKeyId, number }: ApiKeySecretInfo,
    @Ctx() { caller }: CallerContext,
  ): Promise<readonly SecretUser[]> {
    return (await this.usersByName(caller, `${apiKeyId} ${number}`)) ?? [];
  }
}
