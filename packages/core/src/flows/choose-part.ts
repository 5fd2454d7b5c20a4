import { createHash } from 'node:crypto';

/**
 * Chooses a part at random by weight: the same for the same name, whenever and wherever it is asked.
 * @param name of what is assigned, such as a run
 * @returns its index
 * @example
 * choosePart('run_1', [{ weight: 1 }, { weight: 1 }]); // 0 or 1, always the same
 */
export function choosePart(name: string, parts: readonly { weight: number }[]): number {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const bits = 48;
  const point =
    (createHash('sha256')
      .update(name)
      .digest()
      .readUIntBE(0, bits / 8) /
      2 ** bits) *
    total;
  let end = 0;
  for (const [index, { weight }] of parts.entries()) {
    end += weight;
    if (point < end) return index;
  }
  return parts.length - 1;
}
