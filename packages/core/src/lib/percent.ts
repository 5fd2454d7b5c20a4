/**
 * A share as a percentage with two decimals, computed with whole numbers; halves are rounded to the even one.
 * @example
 * percentOf(1, 3); // '33.33'
 */
export function percentOf(part: number, whole: number): string {
  const numerator = BigInt(Math.abs(part)) * 10_000n;
  const divisor = BigInt(whole);
  const [floor, rest] = [numerator / divisor, numerator % divisor];
  const isUp = rest * 2n > divisor || (rest * 2n === divisor && floor % 2n === 1n);
  const hundredths = isUp ? floor + 1n : floor;
  const text = `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
  return part < 0 && hundredths > 0n ? `-${text}` : text;
}
