import { basic } from '../support/world';
import type { Asker } from './Asker';
import { CredentialUses, SCOPES } from './CredentialUses';
import { KeyChanges } from './KeyChanges';
import type { Members } from './Members';
import type { HeldCredential, Notebook } from './Notebook';

/** Units: credentials that are used more often than others. */
const HOT_COUNT = 4;

/** What a client does with a credential, and how often. */
type Deed = readonly [share: number, work: (credential: HeldCredential) => Promise<void>];

/** One of many clients that make, use, narrow, rotate, end and return credentials at random, and write down what they see. */
export class HistoryClient {
  private readonly uses: CredentialUses;
  private readonly changes: KeyChanges;
  private readonly deeds: readonly Deed[];

  /** @param adminKey the value of a key with all scopes, which nobody ends */
  constructor(
    asker: Asker,
    private readonly notebook: Notebook,
    adminKey: string,
    private readonly random: () => number,
    members: Members,
  ) {
    const admin = basic(adminKey);
    this.uses = new CredentialUses(asker, notebook, admin);
    this.changes = new KeyChanges(asker, notebook, this.uses, admin, random);
    const { changes, uses } = this;
    this.deeds = [
      [8, () => changes.make()],
      [8, (credential) => this.ofToken(credential, (held) => uses.makeToken(held))],
      [1, this.andUse((credential) => this.ofToken(credential, (held) => changes.endByValue(held)))],
      [3, this.andUse((credential) => changes.delete(credential))],
      [3, this.andUse((credential) => changes.restore(credential))],
      [2, this.andUse((credential) => changes.disable(credential))],
      [4, this.andUse((credential) => changes.enable(credential))],
      [6, this.andUse((credential) => changes.rotate(credential))],
      [3, this.andUse((credential) => changes.finish(credential))],
      [2, this.andUse((credential) => changes.cancel(credential))],
      [1, this.andUse((credential) => changes.deleteProcess(credential))],
      [1, this.andUse((credential) => changes.shorten(credential))],
      [4, this.andUse((credential) => changes.narrow(credential))],
      [23, (credential) => uses.verify(credential, SCOPES[Math.floor(random() * SCOPES.length)] ?? '')],
      [18, (credential) => uses.askGraph(credential)],
      [12, (credential) => uses.introspect(credential)],
      [6, () => members.use(asker, random)],
      [2, () => members.changeRole(asker, admin, random).then(() => members.use(asker, random))],
      [0.1, () => members.remove(asker, admin, random)],
    ];
  }

  /** Does something. Errors: an answer that no client may be given. */
  async act(): Promise<void> {
    // The youngest come more often: what changes is used just before and just after.
    const credential = this.pick(this.random() < 0.5 ? this.notebook.pool.slice(-HOT_COUNT) : this.notebook.pool);
    if (!credential) return this.changes.make();
    let chance = this.random() * this.deeds.reduce((sum, [share]) => sum + share, 0);
    for (const [share, work] of this.deeds) {
      chance -= share;
      if (chance < 0) return work(credential);
    }
  }

  /** Uses a credential in each way that there is. */
  tryInAllWays(credential: HeldCredential): Promise<void> {
    return this.uses.inAllWays(credential);
  }

  /** Changes a key, and uses a credential of it just after. */
  private andUse(change: Deed[1]): Deed[1] {
    return async (credential) => {
      await change(credential);
      const alike = this.notebook.pool.filter(({ keyId }) => keyId === credential.keyId);
      await this.uses.askGraph(this.pick(alike) ?? credential);
    };
  }

  /** Does something with a secret. A token is used instead, or ended by the youngest secret of its key. */
  private async ofToken(credential: HeldCredential, work: (secret: HeldCredential) => Promise<void>): Promise<void> {
    if (credential.number !== undefined) return work(credential);
    const isOfKey = ({ keyId, number }: HeldCredential) => keyId === credential.keyId && number !== undefined;
    const holder = this.notebook.pool.findLast(isOfKey);
    if (holder && this.random() < 0.3) return this.uses.revokeToken(credential, holder);
    return this.uses.askGraph(credential);
  }

  private pick<Each>(from: readonly Each[]): Each | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}
