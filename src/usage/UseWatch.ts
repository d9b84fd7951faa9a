import type { UsedOperation } from './UsedOperation';

/** Sees what one key is used for from now on, in this process. It ends when it is ended. */
export class UseWatch {
  private readonly seen = new Map<string, UsedOperation>();

  constructor(
    private readonly apiKeyId: string,
    private readonly watches: Set<UseWatch>,
  ) {
    watches.add(this);
  }

  /** Each once. */
  get operations(): readonly UsedOperation[] {
    return [...this.seen.values()];
  }

  note(apiKeyId: string, operation: UsedOperation): void {
    if (apiKeyId === this.apiKeyId) this.seen.set(operation.id, operation);
  }

  end(): void {
    this.watches.delete(this);
  }
}
