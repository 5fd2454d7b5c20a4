/** The only sources of time, ids and chance that domain code knows: tests put their own in their place. */
export interface Clock {
  /** The time of day. It is set forward and back: never measure an interval by it. */
  now(): Date;
  /** Milliseconds since some moment, of a clock that never goes back: for intervals inside this process. */
  monotonic(): number;
}

/** What needs the time of day alone. */
export type WallClock = Pick<Clock, 'now'>;

export interface Random {
  /** At least 0, below 1. */
  fraction(): number;
  bytes(length: number): Uint8Array;
}

/** Prefixes of our ids: one glance tells what an id names. */
export type IdPrefix =
  | 'env'
  | 'ten'
  | 'src'
  | 'key'
  | 'apk'
  | 'usr'
  | 'aud'
  | 'ctc'
  | 'vis'
  | 'job'
  | 'qrt'
  | 'sgn'
  | 'msg'
  | 'dlv'
  | 'cev'
  | 'mrg'
  | 'wle'
  | 'psh'
  | 'ers';

export interface Ids {
  /** A prefix and a base32 UUIDv7: sorts by time of making. */
  newId(prefix: IdPrefix): string;
  /** A bare UUIDv7, for events. */
  newUuid(): string;
}

/** Structured log lines. Fields carry ids, codes and counts; never addresses, names or properties. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Record<string, string | number | boolean | null | undefined>;
