/**
 * A statement and its values, apart: what came from outside never becomes SQL text. `asArrays` gives rows as lists of
 * their columns, for callers that name the columns themselves.
 */
export type Statement = {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly asArrays?: boolean;
  /** Its text depends on what is asked for. It is planned each time for its values, and not kept prepared. */
  readonly isComposed?: boolean;
};

export type Row = Record<string, unknown>;

/** Runs one statement: the pool, or an open transaction. */
export interface Queryable {
  query<R extends object = Row>(statement: Statement): Promise<R[]>;
}

export interface Transaction extends Queryable {
  readonly inTransaction: true;
}

export interface Db extends Queryable {
  /**
   * One statement; `deadline` in milliseconds bounds the whole call, waiting for a connection included. When it lapses
   * the server is asked to cancel the statement, and the connection serves no other call before it has.
   */
  query<R extends object = Row>(statement: Statement, options?: { deadline?: number }): Promise<R[]>;
  /**
   * Runs `work` in one transaction, and again in a new one when it lost a deadlock or a serialization conflict. So
   * `work` does nothing outside the database, and what it computes starts from nothing each time. After a loss, a lapsed deadline or any doubt, the connection is destroyed and
   * every further statement of `work` is refused: nothing of a dead transaction can run on another connection.
   * @throws DomainError `database_unavailable` when the connection is lost, a lock or an answer did not come in time, or
   *   conflicts did not end; the work may then be run again, unless `isOutcomeUnknown` is set (the commit was sent and
   *   no answer came).
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: { deadline?: number }): Promise<T>;
  /** True while connections can be had. */
  isReachable(): Promise<boolean>;
  poolSize(): { open: number; idle: number; waiting: number };
  close(): Promise<void>;
}
