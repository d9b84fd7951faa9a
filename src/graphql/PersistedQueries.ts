/** Units: documents. Each has as many characters as any document may have: 15 million characters at most. */
const MAX_DOCUMENTS = 1_000;

/**
 * The documents that clients may name by their hash: a bounded memory of the server process, from which what was not
 * asked for longest is forgotten first. A client whose document is forgotten sends it once more.
 * Source: decision 024.
 */
export class PersistedQueries {
  /** In the order of their last use. */
  private readonly documents = new Map<string, string>();

  constructor(private readonly max = MAX_DOCUMENTS) {}

  async get(key: string): Promise<string | undefined> {
    const document = this.documents.get(key);
    if (document !== undefined) this.keep(key, document);
    return document;
  }

  async set(key: string, document: string): Promise<void> {
    this.keep(key, document);
    const [oldest] = this.documents.keys();
    if (this.documents.size > this.max && oldest !== undefined) this.documents.delete(oldest);
  }

  async delete(key: string): Promise<boolean> {
    return this.documents.delete(key);
  }

  private keep(key: string, document: string): void {
    this.documents.delete(key);
    this.documents.set(key, document);
  }
}
