import { Client, type PoolConfig } from 'pg';
import { StatementError } from './failures';
import type { PostgresServers } from './PostgresServers';
import type { PostgresWay } from './postgresTls';

/** What sessions are opened with. */
export interface SessionOptions extends PoolConfig {
  readonly servers: PostgresServers;
  /** Whether its role and its database may limit its time. Shape: they may where it is not given. */
  readonly isTimeless?: boolean;
}

/** What a server says about itself once a session is open. */
interface Role {
  readonly isInRecovery: boolean;
  readonly isReadOnly: boolean;
}

const ASK_ROLE = `
  SELECT pg_is_in_recovery() AS "isInRecovery", current_setting('transaction_read_only') = 'on' AS "isReadOnly"`;
/** Those that this version has. The driver does not send a 0 when it connects, and `options` may stand in the address. */
const END_LIMITS = `
  SELECT set_config("name", '0', false) FROM pg_settings
  WHERE "name" IN ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout')`;
/** What PostgreSQL reports unasked, from version 14 on. Source: PostgreSQL 18, section 54.2.7. */
const REPORTED = /^(?:default_transaction_read_only|in_hot_standby)$/;

/**
 * A session at a server that takes writes. It is refused at any other, and ends where its server becomes one: a server that
 * takes no writes may be behind, and would accept a key that has ended. Source: decision 067.
 */
export class PostgresSession extends Client {
  private readonly servers: PostgresServers;
  /** The way to its server. */
  readonly way: PostgresWay;
  private readonly isTimeless: boolean;
  private isOpen = false;

  constructor({ servers, isTimeless = false, ...options }: SessionOptions) {
    const way = servers.current;
    super({ ...options, ...way.connection });
    this.servers = servers;
    this.isTimeless = isTimeless;
    this.way = way;
    // A listener that stays: pool and TypeORM take theirs off and on, and a failure in between would end the process.
    this.on('error', () => undefined);
    this.connection.on('parameterStatus', (report: { parameterName: string; parameterValue: string }) => {
      if (this.isOpen && REPORTED.test(report.parameterName) && report.parameterValue === 'on') this.breakOff();
    });
  }

  /** The number of the server's process. The driver does not say that it has it. */
  get backendId(): number {
    return (this as unknown as { readonly processID: number }).processID;
  }

  override connect(): Promise<Client>;
  override connect(callback: (error: Error | null) => void): void;
  override connect(callback?: (error: Error | null) => void): Promise<Client> | undefined {
    const opened = this.open();
    if (!callback) return opened;
    opened.then(() => callback(null), callback);
    return undefined;
  }

  private async open(): Promise<Client> {
    try {
      await super.connect();
      await this.assertTakesWrites();
      if (this.isTimeless) await this.query(END_LIMITS);
      this.isOpen = true;
      return this;
    } catch (thrown) {
      const error = thrown as Error; // Drivers and sockets throw nothing else.
      this.servers.leave(this.way, error);
      this.end().catch(() => undefined);
      throw error;
    }
  }

  private async assertTakesWrites(): Promise<void> {
    const { rows } = await this.query<Role>(ASK_ROLE);
    if (rows[0]?.isInRecovery) throw readOnly('it is a standby, which is read-only');
    if (rows[0]?.isReadOnly) throw readOnly('it is read-only by default_transaction_read_only');
  }

  /** As a broken connection would, and at once: what is being answered may be old. */
  private breakOff(): void {
    this.connection.emit('error', readOnly('it became read-only by default_transaction_read_only'));
  }
}

/** Shape: the code of a server that cannot be connected to now. */
function readOnly(message: string): StatementError {
  return new StatementError({ message, code: '57P03' });
}
