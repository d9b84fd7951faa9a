import type { EndedSecrets } from './EndedSecrets';
import type { KeyNetworks } from './KeyNetworks';
import type { SecretUsers } from './SecretUsers';

/** What is remembered of secrets that come, and written down later. */
export class SecretTraces {
  constructor(
    readonly networks: KeyNetworks,
    readonly ended: EndedSecrets,
    readonly users: SecretUsers,
  ) {}

  /** Writes down everything, and resolves when it is written, or its loss was reported. */
  async flush(): Promise<void> {
    await Promise.all([this.networks.flush(), this.users.flush()]);
    await this.ended.flush(); // It asks from where the secrets were seen.
  }
}
