import { createHash } from 'node:crypto';

const bits = 48;

/**
 * A number from 0 up to 1 for a name: evenly spread, and the same for the same name, whenever and wherever it is asked.
 * `sqlPointOf` computes the same in the database.
 */
export function pointOf(name: string): number {
  const digest = createHash('sha256').update(name).digest();
  return digest.readUIntBE(0, bits / 8) / 2 ** bits;
}

/**
 * Chooses a part at random by weight: the same for the same name.
 * @param name of what is assigned, such as a run
 * @returns its index
 * @example
 * chooseByWeight('run_1', [{ weight: 1 }, { weight: 1 }]); // 0 or 1, always the same
 */
export function chooseByWeight(name: string, parts: readonly { weight: number }[]): number {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const point = pointOf(name) * total;
  let end = 0;
  for (const [index, { weight }] of parts.entries()) {
    end += weight;
    if (point < end) return index;
  }
  return parts.length - 1;
}
