import { AppError } from '../errors';

/** Units: pieces of work that run at once. Half of libuv's threads: the others stay free for files and names. */
const MAX_RUNNING = 2;
/** Units: pieces of work that wait at most: about ten seconds' worth. */
const MAX_WAITING = 100;

/**
 * Lets slow work through a few at a time, and of one name one at a time.
 * Errors: `SERVICE_UNAVAILABLE` where too much waits already.
 */
export class Gate {
  private readonly running = new Set<string>();
  private readonly waiting: { readonly name: string; readonly enter: () => void }[] = [];

  /** Runs a piece of work when its turn has come. */
  async pass<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.isOpenTo(name)) this.running.add(name);
    else await this.turnOf(name);
    try {
      return await work();
    } finally {
      this.running.delete(name);
      this.letIn();
    }
  }

  private isOpenTo(name: string): boolean {
    return this.running.size < MAX_RUNNING && !this.running.has(name);
  }

  private turnOf(name: string): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) throw new AppError('SERVICE_UNAVAILABLE');
    return new Promise((enter) => this.waiting.push({ name, enter }));
  }

  private letIn(): void {
    const index = this.waiting.findIndex(({ name }) => this.isOpenTo(name));
    const [next] = index < 0 ? [] : this.waiting.splice(index, 1);
    if (!next) return;
    this.running.add(next.name);
    next.enter();
  }
}
