import { uptime } from 'node:os';
import { clock } from './system.ts';

/** @param startedAt milliseconds since 1970 */
export function isFromBeforeBoot(startedAt: number): boolean {
  return startedAt < clock.now().getTime() - uptime() * 1_000 - 5_000;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
