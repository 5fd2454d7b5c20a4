/**
 * Measures what work costs this process, in milliseconds of CPU time: that of other processes does not count.
 * @example
 * const cost = startCpuTime();
 * parse(text);
 * expect(cost()).toBeLessThan(500);
 */
export function startCpuTime(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
}
