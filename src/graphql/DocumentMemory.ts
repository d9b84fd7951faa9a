import type { DocumentNode } from 'graphql';

/** A cache with a bounded size, which drops the least recently used value first. Source: decisions 024 and 035. */
export class DocumentMemory<Value> {
  /** In the order of their last use. */
  private readonly values = new Map<string, Value>();
  private size = 0;

  /** @param max in the units of `sizeOf` */
  constructor(
    private readonly max: number,
    private readonly sizeOf: (value: Value) => number,
  ) {}

  async get(key: string): Promise<Value | undefined> {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    this.values.delete(key);
    this.values.set(key, value);
    return value;
  }

  async set(key: string, value: Value): Promise<void> {
    this.drop(key);
    this.values.set(key, value);
    this.size += this.sizeOf(value);
    for (const oldest of this.values.keys()) {
      if (this.size <= this.max) return;
      this.drop(oldest);
    }
  }

  async delete(key: string): Promise<boolean> {
    return this.drop(key);
  }

  /** Synchronous: two calls in one turn must not count one value twice. */
  private drop(key: string): boolean {
    const value = this.values.get(key);
    if (value === undefined) return false;
    this.size -= this.sizeOf(value);
    return this.values.delete(key);
  }
}

/** Units: documents. Each has as many characters as any document may have: 15 million characters at most. */
const MAX_PERSISTED = 1_000;
/** Units: characters of documents, each of which takes about a hundred bytes once it is parsed. */
const MAX_PARSED = 250_000;
/** Units: characters as which the plan and the compiled query of each document count. */
const PLAN_SIZE = 250;

/** The documents that clients may name by their hash. A client whose document was dropped sends it once more. */
export function persistedQueries(max = MAX_PERSISTED): DocumentMemory<string> {
  return new DocumentMemory(max, () => 1);
}

/** The documents that were parsed and validated. Their plans and compiled queries last as long as they do. */
export function parsedDocuments(max = MAX_PARSED): DocumentMemory<DocumentNode> {
  return new DocumentMemory(max, ({ loc }) => PLAN_SIZE + (loc?.source.body.length ?? 0));
}
