import { randomBytes } from 'node:crypto';
import { encodeBase32, formatUuid, uuidv7Bytes } from '@beckon/core/lib';
import type { Clock, Ids, Log, LogFields, Random } from '@beckon/core/ports';
import pino, { type Logger } from 'pino';
import type { Config } from './config.ts';

/** The real clock, chance and ids: the only place of the servers where they come from. */
export const monotonic = () => performance.now();

export const clock: Clock = { now: () => new Date(), monotonic };

export const random: Random = {
  fraction: () => Math.random(),
  bytes: (length) => randomBytes(length),
};

export const ids: Ids = {
  newId: (prefix) => `${prefix}_${encodeBase32(uuidv7Bytes(Date.now(), randomBytes(10)))}`,
  newUuid: () => formatUuid(uuidv7Bytes(Date.now(), randomBytes(10))),
};

/** JSON lines. Fields are ids, codes and counts; the type of the port allows nothing nested. */
export function createLog(level: Config['logLevel']): Log {
  const logger: Logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}) =>
      logger[name](fields, message);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
