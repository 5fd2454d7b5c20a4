import { DatabaseUnavailable } from './errors.ts';
import { Session, type SessionOptions } from './session.ts';

type Waiter = { resolve(session: Session): void; reject(error: unknown): void; timer: NodeJS.Timeout };

/** After failed attempts to connect, the pool waits before the next one; calls in between are refused at once. */
const connectPauses = [0, 50, 100, 200, 400, 800];

export type PoolOptions = SessionOptions & {
  max: number;
  /** Milliseconds a caller waits for a free connection. */
  acquireTimeout: number;
  /** A monotonic clock in milliseconds. */
  monotonic(): number;
};

/** Sessions in use and idle ones. A lost session is never reused. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #idle: Session[] = [];
  readonly #all = new Set<Session>();
  readonly #waiting: Waiter[] = [];
  #opening = 0;
  #failures = 0;
  #nextTryAt = 0;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size() {
    return { open: this.#all.size, idle: this.#idle.length, waiting: this.#waiting.length };
  }

  async acquire(): Promise<Session> {
    if (this.#isClosed) throw new DatabaseUnavailable('the pool is closed');
    for (let session = this.#idle.pop(); session; session = this.#idle.pop()) {
      if (!session.isLost) return session;
      this.#all.delete(session);
    }
    if (this.#all.size + this.#opening < this.#options.max) return this.#open();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        resolve,
        reject,
        timer: setTimeout(() => {
          this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
          reject(new DatabaseUnavailable('all connections are in use'));
        }, this.#options.acquireTimeout),
      };
      this.#waiting.push(waiter);
    });
  }

  release(session: Session): void {
    if (session.isLost || this.#isClosed) {
      session.destroy();
      this.#all.delete(session);
      this.#openForWaiting();
      return;
    }
    const waiter = this.#waiting.shift();
    if (!waiter) {
      this.#idle.push(session);
      return;
    }
    clearTimeout(waiter.timer);
    waiter.resolve(session);
  }

  close(): void {
    this.#isClosed = true;
    for (const session of this.#all) session.destroy();
    this.#all.clear();
    this.#idle.length = 0;
    this.#rejectWaiting(new DatabaseUnavailable('the pool is closed'));
  }

  async #open(): Promise<Session> {
    // After a failure, one caller at a time tries, and only after the pause, so that a server in trouble is not
    // overloaded.
    const isProbing = this.#failures > 0 && this.#opening > 0;
    if (isProbing || this.#options.monotonic() < this.#nextTryAt) {
      throw new DatabaseUnavailable('the database cannot be reached');
    }
    this.#opening++;
    try {
      const session = await Session.open(this.#options);
      this.#failures = 0;
      if (this.#isClosed) {
        session.destroy();
        throw new DatabaseUnavailable('the pool is closed');
      }
      this.#all.add(session);
      return session;
    } catch (error) {
      const pause = connectPauses[Math.min(++this.#failures, connectPauses.length - 1)]!;
      this.#nextTryAt = this.#options.monotonic() + pause;
      this.#rejectWaiting(error);
      throw error;
    } finally {
      this.#opening--;
    }
  }

  #openForWaiting(): void {
    if (this.#waiting.length === 0 || this.#isClosed) return;
    this.#open().then(
      (session) => this.release(session),
      () => {},
    );
  }

  #rejectWaiting(error: unknown): void {
    for (const waiter of this.#waiting.splice(0)) {
      clearTimeout(waiter.timer);
      waiter.reject(error);
    }
  }
}
