/** The turns of something that is done again and again: never two at once. */
export class Turns {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private isWoken = false;
  private isStopped = false;

  /** @param turn never rejects. Units: milliseconds until the next turn; null: none before it is woken. */
  constructor(private readonly turn: () => Promise<number | null>) {}

  /** Whether no turn is taken, and none will be before it is woken. */
  get isIdle(): boolean {
    return this.running === null && this.timer === null;
  }

  /** Takes a turn at once, or as soon as the running one ends. */
  wake(): void {
    this.isWoken = true;
    if (!this.isStopped) this.running ??= this.runAll();
  }

  /** Lets the running turn end, and takes no other. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.forgetTimer();
    await this.running;
  }

  private async runAll(): Promise<void> {
    let waitMs: number | null = null;
    while (this.isWoken && !this.isStopped) {
      this.isWoken = false;
      this.forgetTimer();
      waitMs = await this.turn();
    }
    this.running = null;
    if (waitMs !== null && !this.isStopped) this.timer = setTimeout(() => this.wake(), waitMs).unref();
  }

  private forgetTimer(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}
