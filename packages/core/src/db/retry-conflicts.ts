import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable, isConflict } from './errors.ts';

/** Maximum number of runs. The pauses between them separate two transactions that conflict repeatedly. */
const maxRuns = 5;

/** Maximum milliseconds before the second run; doubled for each run after it. */
const firstPause = 20;

/**
 * Runs work again when a deadlock or a serialization conflict rolled it back.
 * @throws DatabaseUnavailable when every run fails this way
 */
export async function retryConflicts<T>(
  run: () => Promise<T>,
  { timeLeft, fraction }: { timeLeft(): number; fraction(): number },
): Promise<T> {
  for (let runs = 1; ; runs++) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error)) throw error;
      const wait = fraction() * firstPause * 2 ** (runs - 1);
      if (runs === maxRuns || wait >= timeLeft()) {
        throw new DatabaseUnavailable('every attempt conflicted with other transactions', { cause: error });
      }
      await pause(wait);
    }
  }
}
