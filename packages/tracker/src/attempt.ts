/** Runs what may fail, such as storage in private mode or a shop's listener. Undefined when it threw. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
