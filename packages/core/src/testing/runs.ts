/**
 * How often a property runs: as often as given in `pnpm test`, more in `pnpm test:long`, which sets `BECKON_TEST_RUNS`
 * to a factor.
 */
export function runs(usual: number): number {
  return usual * (Number(process.env.BECKON_TEST_RUNS) || 1);
}
