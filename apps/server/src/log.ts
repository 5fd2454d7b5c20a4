import type { Log, LogFields } from '@beckon/core/ports';
import pino, { type Logger } from 'pino';
import type { Config } from './config.ts';

/** JSON lines. Fields are ids, codes and counts; the type of the port allows nothing nested. */
export function createLog(level: Config['logLevel']): Log {
  const logger: Logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}) =>
      logger[name](fields, message);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
