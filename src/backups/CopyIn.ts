import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Client, Connection, Submittable } from 'pg';

/** What the driver's connection can do for COPY. Source: pg, lib/connection.js; its types do not say so. */
interface CopyConnection {
  readonly stream: Writable;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/** Sends rows to a table as COPY takes them. Errors: those of the driver and of the rows. */
export function copyIn(client: Client, statement: string, rows: AsyncIterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => void client.query(new CopyIn(statement, rows, resolve, reject)));
}

/** A query of the driver, which calls it by these names. Source: PostgreSQL 18, section 54.2.6. */
class CopyIn implements Submittable {
  private failure: unknown = null;

  constructor(
    private readonly statement: string,
    private readonly rows: AsyncIterable<Buffer>,
    private readonly resolve: () => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  submit(connection: Connection): void {
    asCopy(connection).query(this.statement);
  }

  handleCopyInResponse(connection: Connection): void {
    const target = asCopy(connection);
    this.send(target).catch((error: unknown) => {
      this.failure = error;
      target.sendCopyFail('the rows cannot be read');
    });
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    if (this.failure === null) this.resolve();
    else this.reject(this.failure);
  }

  handleError(error: unknown): void {
    this.failure ??= error;
    this.reject(this.failure);
  }

  private async send(target: CopyConnection): Promise<void> {
    for await (const chunk of this.rows) {
      if (this.failure !== null) return; // PostgreSQL refused a row already.
      target.sendCopyFromChunk(chunk);
      if (target.stream.writableNeedDrain) await once(target.stream, 'drain');
    }
    target.endCopyFrom();
  }
}

function asCopy(connection: Connection): CopyConnection {
  return connection as unknown as CopyConnection; // See `CopyConnection`.
}
