/**
 * Does work whose duration would reveal whether an address is known. The result becomes visible only at full steps
 * after the start, so a caller learns only the number of steps, usually one. Failures are delayed in the same way.
 * @param step milliseconds; longer than the work in nearly all cases
 */
export async function padDuration<T>(step: number, work: () => Promise<T>): Promise<T> {
  let isDone = false;
  const result = work().finally(() => {
    isDone = true;
  });
  // An early failure must not count as an unhandled rejection before it is awaited.
  result.catch(() => {});
  do await new Promise((resolve) => setTimeout(resolve, step));
  while (!isDone);
  return result;
}
