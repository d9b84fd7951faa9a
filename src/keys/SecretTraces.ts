import type { Foundation } from '../Foundation';
import type { Job } from '../jobs/Job';
import { EndedSecrets } from './EndedSecrets';
import { KeyNetworks } from './KeyNetworks';
import type { Peppers } from './Peppers';
import { SecretUsers } from './SecretUsers';
import { sweepSecretUsers } from './sweepSecretUsers';

/** What is remembered of presented secrets, and written down later. */
export class SecretTraces {
  readonly networks: KeyNetworks;
  readonly ended: EndedSecrets;
  readonly users: SecretUsers;
  readonly jobs: readonly Job[];

  constructor({ storage, clock, changes, reportLoss }: Foundation, peppers: Peppers) {
    this.networks = new KeyNetworks(storage, reportLoss);
    this.ended = new EndedSecrets(storage, clock, changes, peppers, reportLoss);
    this.users = new SecretUsers(storage, clock, reportLoss);
    this.jobs = [this.networks, this.ended, this.users, sweepSecretUsers(storage)];
  }

  /** Writes down everything, and resolves when it is written, or its loss was reported. */
  async flush(): Promise<void> {
    await Promise.all([this.networks.flush(), this.users.flush()]);
    await this.ended.flush(); // It asks from where the secrets were seen.
  }
}
