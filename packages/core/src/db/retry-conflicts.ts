import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable, isConflict } from './errors.ts';

/** Maximum runs. The pauses between them separate two transactions that conflict repeatedly. */
const maxRuns = 5;

/** Milliseconds before the second run at most; twice as many before each that follows. */
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
        throw new DatabaseUnavailable('other work was in the way each time', { cause: error });
      }
      await pause(wait);
    }
  }
}
