import type { Statement } from '../ports/index.ts';
import { sql } from './sql.ts';

/** Limits in milliseconds that the server enforces itself, since a frozen or vanished client cannot ask for it. */
export type ServerLimits = {
  /** One statement. */
  statement: number;
  /** Waiting for one lock. */
  lock: number;
  /** A client that sends nothing while its transaction is open. */
  idleInTransaction: number;
};

/**
 * The limits as start-up parameters of the session, which need no round trip. A dead connection without traffic ends
 * after at most 60 s; data that cannot be delivered ends it after 30 s.
 */
export function toStartup(limits: ServerLimits): Record<string, string> {
  return {
    statement_timeout: String(limits.statement),
    lock_timeout: String(limits.lock),
    idle_in_transaction_session_timeout: String(limits.idleInTransaction),
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
    tcp_user_timeout: '30000',
  };
}

/**
 * The first statement of a session. The server checks every 2 s whether the client of a running statement is still
 * connected. Windows does not support this, and would refuse a session with this start-up parameter.
 */
export const setPlatformLimits: Statement = sql`
  select case when version() ~* 'windows|mingw|visual c' then '0'
    else set_config('client_connection_check_interval', '2s', false) end as checked`;

/** Gives the statements of the open transaction as much time as the call has. Applies until the transaction ends. */
export function limitTransaction(milliseconds: number): Statement {
  return limit(milliseconds, milliseconds, true);
}

/** Sets the limits of the session for the statements that follow. */
export function limitSession({ statement, lock }: Pick<ServerLimits, 'statement' | 'lock'>): Statement {
  return limit(statement, lock, false);
}

function limit(statement: number, lock: number, isLocal: boolean): Statement {
  return sql`select set_config('statement_timeout', ${String(Math.ceil(statement))}, ${isLocal}::boolean),
    set_config('lock_timeout', ${String(Math.ceil(lock))}, ${isLocal}::boolean)`;
}
