import type { Statement } from '../ports/index.ts';
import { sql } from './sql.ts';

/** Milliseconds after which the server itself ends something: a frozen or vanished client cannot ask for it. */
export type ServerLimits = {
  /** One statement. */
  statement: number;
  /** Waiting for one lock. */
  lock: number;
  /** Silence of the client inside a transaction. */
  idleInTransaction: number;
};

/**
 * The limits as parameters of the session's start, which cost no round trip. A link that is dead without a word ends
 * after 60 s at the latest; what cannot be delivered, after 30 s.
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
 * The first statement of a session. A server looks every 2 s whether the client of a running statement is still
 * there; on Windows it cannot, and a start with this parameter would be refused.
 */
export const setPlatformLimits: Statement = sql`
  select case when version() ~* 'windows|mingw|visual c' then '0'
    else set_config('client_connection_check_interval', '2s', false) end as checked`;

/** Gives the statements of the open transaction as much time as the call has. Ends with the transaction. */
export function limitTransaction(milliseconds: number): Statement {
  return limit(milliseconds, milliseconds, true);
}

/** Sets the limits of the session for the statements to come. */
export function limitSession({ statement, lock }: Pick<ServerLimits, 'statement' | 'lock'>): Statement {
  return limit(statement, lock, false);
}

function limit(statement: number, lock: number, isLocal: boolean): Statement {
  return sql`select set_config('statement_timeout', ${String(Math.ceil(statement))}, ${isLocal}::boolean),
    set_config('lock_timeout', ${String(Math.ceil(lock))}, ${isLocal}::boolean)`;
}
