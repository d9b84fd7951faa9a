import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { systemClock } from '../clock';
import { AppError } from '../errors';
import { createHttpServer } from '../http/createHttpServer';
import { standardLog } from '../LogStream';
import type { Log } from '../log';
import { addHealthRoutes } from './addHealthRoutes';
import type { CompleteConfig } from './app';
import { cannotListen, urlAt } from './urlAt';

const UNAVAILABLE = { status: 503, body: { status: 'unavailable' } } as const;

/**
 * What listens while the database is waited for: `/healthz` is 200, `/readyz` 503, and all else is refused with 503. A signal
 * to stop ends the process.
 */
export class WaitingRoom {
  private constructor(
    private readonly server: FastifyInstance,
    readonly url: string,
    /** The port that was free if none was asked for. */
    readonly port: number,
    private readonly log: Log,
  ) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, this.end);
  }

  /** Errors: a `StartError` where it cannot listen. */
  static async open(config: CompleteConfig, log: Log): Promise<WaitingRoom> {
    const refusal = (): AppError => new AppError('SERVICE_UNAVAILABLE');
    const server = createHttpServer(config, log, systemClock, refusal);
    addHealthRoutes(server, { answer: async () => UNAVAILABLE });
    server.all('*', {
      config: { hasNoBody: true }, // Whatever kind it is of.
      onRequest: (_request, _reply, done) => done(refusal()),
      handler: () => undefined,
    });
    try {
      await server.listen({ port: config.port, host: config.host });
    } catch (error) {
      throw cannotListen(config, error);
    }
    const { address, port } = server.server.address() as AddressInfo; // It is a path for sockets of Unix alone.
    return new WaitingRoom(server, urlAt(config, address, port), port, log);
  }

  /** Makes room for the server itself. */
  async close(): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, this.end);
    const isClosed = this.server.close();
    this.server.server.closeAllConnections();
    await isClosed;
  }

  /** Nothing runs that could be finished: a migration that is not over is rolled back by the database. */
  private readonly end = (signal: NodeJS.Signals): void => {
    this.log.info({ signal }, 'stopped while waiting for the database');
    standardLog.exit(0);
  };
}
