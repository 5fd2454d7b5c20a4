import { connect, type Socket } from 'node:net';
import postgres from 'postgres';
import type { Statement } from '../ports/index.ts';
import { DatabaseUnavailable } from './errors.ts';

export type SessionOptions = {
  url: string;
  /** Milliseconds to reach the server and be let in. */
  connectTimeout: number;
  applicationName: string;
};

/**
 * One connection to Postgres, used for its lifetime and then thrown away.
 *
 * postgres.js reconnects under its own queue, and then a statement of a dead transaction can run, and commit, on the
 * new connection (upstream #1130, #1155, #1193, #1214). So each session is a postgres.js client of one connection
 * whose socket is ours: it is made once, a second one is refused, at most one statement is under way, and after the
 * first sign of loss nothing is sent any more.
 */
export class Session {
  #client: postgres.Sql;
  #socket: Socket | undefined;
  #isLost = false;
  #isBusy = false;
  readonly #onLost = new Set<() => void>();

  private constructor(options: SessionOptions) {
    this.#client = postgres(options.url, {
      max: 1,
      idle_timeout: 0,
      // Its query for the types of arrays has no one to hear its failure: a reset in it ended the whole process.
      fetch_types: false,
      max_lifetime: null,
      connection: { application_name: options.applicationName },
      types: { int8: { to: 20, from: [20], serialize: String, parse: Number } },
      onnotice: () => {},
      onclose: () => this.#lose(),
      socket: (resolved: { host: string[]; port: number[]; path?: string | false }) => this.#open(resolved, options),
    } as postgres.Options<Record<string, postgres.PostgresType>>);
  }

  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    try {
      await session.run({ text: 'select 1', values: [] }, options.connectTimeout);
      return session;
    } catch (error) {
      session.destroy();
      throw error instanceof DatabaseUnavailable ? error : new DatabaseUnavailable('cannot connect', { cause: error });
    }
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * Runs one statement.
   * @param deadline milliseconds; when it lapses the connection is destroyed, since what the server did is not known
   */
  async run<R extends object>(statement: Statement, deadline: number): Promise<R[]> {
    if (this.#isLost) throw new DatabaseUnavailable('the connection was lost');
    if (this.#isBusy) throw new Error('a session runs one statement at a time: await the one before');
    this.#isBusy = true;
    const { promise: lost, reject: refuse } = Promise.withResolvers<never>();
    const onLost = () => refuse(new DatabaseUnavailable('the connection was lost', { isOutcomeUnknown: true }));
    this.#onLost.add(onLost);
    const timer = setTimeout(() => this.destroy(), deadline);
    try {
      const query = this.#client.unsafe<R[]>(statement.text, statement.values as never[], { prepare: true });
      const rows = statement.asArrays ? query.values() : query.execute();
      rows.catch(() => {});
      return [...(await Promise.race([rows, lost]))] as R[];
    } catch (error) {
      throw this.#isLost && !(error instanceof DatabaseUnavailable)
        ? new DatabaseUnavailable('the connection was lost', { cause: error, isOutcomeUnknown: true })
        : error;
    } finally {
      clearTimeout(timer);
      this.#onLost.delete(onLost);
      lost.catch(() => {});
      this.#isBusy = false;
    }
  }

  /** Closes at once, whatever is under way. */
  destroy(): void {
    this.#lose();
    this.#client.end({ timeout: 0 }).catch(() => {});
    this.#socket?.destroy();
  }

  #lose(): void {
    this.#isLost = true;
    for (const tell of this.#onLost) tell();
  }

  #open(resolved: { host: string[]; port: number[]; path?: string | false }, options: SessionOptions): Promise<Socket> {
    if (this.#socket) return Promise.reject(new DatabaseUnavailable('a session connects once'));
    const socket = resolved.path
      ? connect(resolved.path)
      : connect({ host: resolved.host[0] ?? 'localhost', port: resolved.port[0] ?? 5432 });
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    const timer = setTimeout(() => socket.destroy(new Error('connect timeout')), options.connectTimeout);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => {
        clearTimeout(timer);
        // postgres.js checks the server's certificate against this name.
        Object.assign(socket, { host: resolved.host[0] });
        socket.once('close', () => this.#lose());
        resolve(socket);
      });
      socket.once('error', (error) => {
        clearTimeout(timer);
        this.#lose();
        reject(error);
      });
    });
  }
}
