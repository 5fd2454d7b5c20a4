import type { Clock } from '@beckon/core/ports';

/** For how long this worker has been in touch with the database without a break. */
export class DatabaseContact {
  readonly #clock: Clock;
  readonly #span: number;
  #since: number | null = null;
  #last = { monotonic: 0, wall: 0 };

  /** @param span milliseconds: a contact of this length has lasted, and a silence of this length is a break */
  constructor(clock: Clock, span: number) {
    this.#clock = clock;
    this.#span = span;
  }

  made(): void {
    const now = { monotonic: this.#clock.monotonic(), wall: this.#clock.now().getTime() };
    // A machine that slept shows it by the time of day alone.
    const gap = Math.max(now.monotonic - this.#last.monotonic, now.wall - this.#last.wall);
    if (gap > this.#span) this.#since = null;
    this.#since ??= now.monotonic;
    this.#last = now;
  }

  lost(): void {
    this.#since = null;
  }

  hasLasted(): boolean {
    return this.#since !== null && this.#clock.monotonic() - this.#since >= this.#span;
  }
}
