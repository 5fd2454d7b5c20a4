import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import type { Statement } from '../ports/index.ts';
import { DatabaseUnavailable, sqlState } from './errors.ts';
import { type ServerLimits, setPlatformLimits, toStartup } from './server-limits.ts';

export type SessionOptions = {
  url: string;
  /** Milliseconds to connect and sign in. */
  connectTimeout: number;
  applicationName: string;
  /** Limits that the server enforces, whatever happens to this process. */
  limits: ServerLimits;
};

/** Milliseconds for the server to end a statement after a cancel request; then the connection is destroyed. */
const cancelPatience = 1_000;

/** Milliseconds between cancel requests. */
const cancelEvery = 50;

/**
 * `cancel()` of postgres.js drops its promise, so that a failure would end the process; this is the function it calls.
 */
type Cancellable = { canceller(query: unknown): Promise<void> };

type Address = { host: string[]; port: number[]; path?: string | false };

/**
 * One connection to Postgres, discarded after its lifetime.
 *
 * postgres.js reconnects and then sends the statements in its queue, so that a statement of a dead transaction can run,
 * and commit, on the new connection (upstream #1130, #1155, #1193, #1214). Therefore each session is a postgres.js
 * client with one connection whose socket we create: once only, except for a cancel request. At most one statement runs
 * at a time, and after the first sign of loss nothing more is sent.
 */
export class Session {
  #client: postgres.Sql;
  #socket: Socket | undefined;
  #cancelSocket: Socket | undefined;
  #isOpen = false;
  #isLost = false;
  #isBusy = false;
  #mayCancel = false;
  readonly #onLost = new Set<() => void>();

  private constructor(options: SessionOptions) {
    this.#client = postgres(options.url, {
      max: 1,
      idle_timeout: 0,
      // The failure of its query for array types would be unhandled: a connection reset during it ended the process.
      fetch_types: false,
      max_lifetime: null,
      connection: { application_name: options.applicationName, ...toStartup(options.limits) },
      types: { int8: { to: 20, from: [20], serialize: String, parse: Number } },
      onnotice: () => {},
      onclose: () => this.#lose(),
      socket: (address: Address) => this.#connect(address, options),
    } as postgres.Options<Record<string, postgres.PostgresType>>);
  }

  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    try {
      await session.run(setPlatformLimits, options.connectTimeout);
      session.#isOpen = true;
      return session;
    } catch (error) {
      session.destroy();
      throw error instanceof DatabaseUnavailable ? error : new DatabaseUnavailable('cannot connect', { cause: error });
    }
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** True while a statement is in progress. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /**
   * Runs one statement.
   * @param deadline milliseconds; when it lapses the server is asked to cancel the statement. The call ends when the
   *   server has confirmed it, so that no backend works for a caller that gave up; a server that does not answer
   *   within a second loses the connection.
   */
  async run<R extends object>(statement: Statement, deadline: number): Promise<R[]> {
    if (this.#isLost) throw new DatabaseUnavailable('the connection was lost');
    if (this.#isBusy) throw new Error('a session runs one statement at a time: await the previous one');
    this.#isBusy = true;
    const { promise: lost, reject: refuse } = Promise.withResolvers<never>();
    const onLost = () => refuse(new DatabaseUnavailable('the connection was lost', { isOutcomeUnknown: true }));
    this.#onLost.add(onLost);
    const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
    const query = this.#client.unsafe<R[]>(statement.text, statement.values as never[], {
      prepare: !statement.isComposed,
    });
    let cancelling: Promise<void> | undefined;
    const timer = setTimeout(() => {
      cancelling = this.#cancel(query as unknown as Cancellable, settled);
    }, deadline);
    try {
      const rows = statement.asArrays ? query.values() : query.execute();
      rows.catch(() => {});
      return [...(await Promise.race([rows, lost]))] as R[];
    } catch (error) {
      if (this.#isLost && !(error instanceof DatabaseUnavailable)) {
        throw new DatabaseUnavailable('the connection was lost', { cause: error, isOutcomeUnknown: true });
      }
      if (sqlState(error) === '57014') throw new DatabaseUnavailable('no answer in time', { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
      settle();
      lost.catch(() => {});
      if (cancelling) await Promise.race([cancelling, lost]).catch(() => {});
      this.#onLost.delete(onLost);
      this.#isBusy = false;
    }
  }

  /** Closes at once, even while a statement is in progress. */
  destroy(): void {
    this.#lose();
    this.#client.end({ timeout: 0 }).catch(() => {});
    this.#socket?.destroy();
    this.#cancelSocket?.destroy();
  }

  /**
   * Requests cancellation until the statement has ended, since the server ignores a request that arrives while it still
   * reads the statement. Resolves when no request can reach the next statement any more.
   */
  async #cancel(query: Cancellable, settled: Promise<void>): Promise<void> {
    if (!this.#isOpen) return this.destroy();
    const patience = setTimeout(() => this.destroy(), cancelPatience);
    let isSettled = false;
    void settled.then(() => (isSettled = true));
    try {
      while (!isSettled) {
        // Open for this call only, so that the driver cannot reconnect.
        this.#mayCancel = true;
        const delivered = query.canceller(query);
        this.#mayCancel = false;
        await delivered;
        await Promise.race([settled, pause(cancelEvery)]);
      }
      // One round trip: the signal between the server's processes may arrive after the cancel request has ended.
      await this.#client.unsafe('select 1').catch(() => {});
    } catch {
      this.destroy();
    } finally {
      clearTimeout(patience);
    }
  }

  #lose(): void {
    this.#isLost = true;
    for (const tell of this.#onLost) tell();
  }

  #connect(address: Address, options: SessionOptions): Promise<Socket> {
    if (this.#mayCancel) {
      this.#cancelSocket = open(address);
      return untilConnected(this.#cancelSocket, options.connectTimeout);
    }
    if (this.#socket) return Promise.reject(new DatabaseUnavailable('a session connects once'));
    const socket = open(address);
    this.#socket = socket;
    socket.once('error', () => this.#lose());
    socket.once('close', () => this.#lose());
    return untilConnected(socket, options.connectTimeout);
  }
}

function open({ host, port, path }: Address): Socket {
  const socket = path ? connect(path) : connect({ host: host[0] ?? 'localhost', port: port[0] ?? 5432 });
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30_000);
  // postgres.js checks the server's certificate against this name.
  return Object.assign(socket, { host: host[0] });
}

function untilConnected(socket: Socket, timeout: number): Promise<Socket> {
  const timer = setTimeout(() => socket.destroy(new Error('connect timeout')), timeout);
  return new Promise<Socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
  }).finally(() => clearTimeout(timer));
}
