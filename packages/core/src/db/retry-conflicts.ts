import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable, isConflict } from './errors.ts';

/** Work runs this often at most: two that meet again and again are told apart by their pauses. */
const maxRuns = 5;

/** Milliseconds before the second run at most; twice as many before each that follows. */
const firstPause = 20;

/**
 * Runs work anew when it lost a deadlock or a serialization conflict: nothing of it has happened.
 * @throws DatabaseUnavailable when it loses each time
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
