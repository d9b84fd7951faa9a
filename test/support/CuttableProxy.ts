import { once } from 'node:events';
import net from 'node:net';

/** A way to another server over loopback that can be cut and mended, as a network or a server that is gone and back. */
export class CuttableProxy {
  private readonly sockets = new Set<net.Socket>();
  private server: net.Server | undefined;
  private isSilent = false;
  private areAnswersLost = false;
  /** How many connections were ever made through it. */
  joinCount = 0;

  private constructor(
    private readonly target: { readonly host: string; readonly port: number },
    private port: number,
  ) {}

  /** Opens a way to a server. Shape: `url` as that of the server; `viaProxy` is the same through the proxy. */
  static async to(url: string): Promise<{ proxy: CuttableProxy; viaProxy: string }> {
    const target = new URL(url);
    const proxy = new CuttableProxy({ host: target.hostname, port: Number(target.port) }, 0);
    await proxy.mend();
    target.hostname = '127.0.0.1';
    target.port = String(proxy.port);
    return { proxy, viaProxy: target.href };
  }

  /** From now on connections break and new ones are refused. */
  async cut(): Promise<void> {
    const closed = this.server ? once(this.server, 'close') : null;
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = undefined;
  }

  /** From now on new connections are refused, and those that there are go on. */
  refuse(): void {
    this.server?.close();
    this.server = undefined;
  }

  /** From now on nothing is passed on, and nothing breaks. */
  silence(): void {
    this.isSilent = true;
  }

  /** From now on the other server hears everything, and nobody hears its answers. */
  swallowAnswers(): void {
    this.areAnswersLost = true;
  }

  /** From now on nothing is passed on, until it thaws. */
  freeze(): void {
    for (const socket of this.sockets) socket.pause();
  }

  /** What was held up goes its way, over the same connections. */
  thaw(): void {
    for (const socket of this.sockets) socket.resume();
  }

  /** Everything works again, over new connections: those that lost something are broken. */
  async mend(): Promise<void> {
    if (this.isSilent || this.areAnswersLost) await this.cut();
    this.isSilent = false;
    this.areAnswersLost = false;
    if (this.server) return;
    this.server = net.createServer((near) => this.join(near));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as net.AddressInfo).port; // It listens on a port, not on a pipe.
  }

  private join(near: net.Socket): void {
    this.joinCount += 1;
    const far = net.connect(this.target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => {
        if (!this.isSilent && !(this.areAnswersLost && from === far)) to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }
}
