/**
 * Does work whose time would tell whom an address belongs to, and lets its end be seen only at full steps after its
 * beginning: whoever waits for it learns how many steps it took, and usually it is one. Failures take their time too.
 * @param step milliseconds; longer than the work, or nearly always
 */
export async function inStep<T>(step: number, work: () => Promise<T>): Promise<T> {
  let isDone = false;
  const result = work().finally(() => {
    isDone = true;
  });
  // What fails early must not count as unheard until it is awaited.
  result.catch(() => {});
  do await new Promise((resolve) => setTimeout(resolve, step));
  while (!isDone);
  return result;
}
