/** Units: items of one organization; further ones are dropped. */
const MAX_OF_ORGANIZATION = 500;
/** Units: items of all organizations. */
const MAX_ITEMS = 10_000;

/** An item, and how many equal ones it stands for. */
export interface Counted<Item> {
  readonly name: string;
  readonly item: Item;
  readonly count: number;
}

/**
 * What waits in memory, equal items as one with a count. Each organization has a share of the room, so that a flood of one takes
 * none of another's. What finds no room is counted as dropped.
 */
export class SharedRoom<Item extends { readonly organizationId: string }> {
  private readonly waiting = new Map<string, Counted<Item>>();
  private readonly shares = new Map<string, number>();
  private droppedCount = 0;

  /** How much is kept in memory. Units: items. */
  get size(): number {
    return this.waiting.size;
  }

  /** Keeps an item, or counts it as another of its name. */
  add(name: string, item: Item, count = 1): void {
    const known = this.waiting.get(name);
    if (known) {
      this.waiting.set(name, { ...known, count: known.count + count });
      return;
    }
    const share = this.shares.get(item.organizationId) ?? 0;
    if (share >= MAX_OF_ORGANIZATION || this.waiting.size >= MAX_ITEMS) {
      this.droppedCount += count;
      return;
    }
    this.shares.set(item.organizationId, share + 1);
    this.waiting.set(name, { name, item, count });
  }

  /** Takes the items that are wanted. */
  take(isWanted: (item: Item) => boolean): Counted<Item>[] {
    const taken = [...this.waiting.values()].filter(({ item }) => isWanted(item));
    for (const { name, item } of taken) {
      this.waiting.delete(name);
      const share = (this.shares.get(item.organizationId) ?? 1) - 1;
      if (share > 0) this.shares.set(item.organizationId, share);
      else this.shares.delete(item.organizationId);
    }
    return taken;
  }

  /** How many were dropped since this was last asked. */
  takeDroppedCount(): number {
    const count = this.droppedCount;
    this.droppedCount = 0;
    return count;
  }
}
