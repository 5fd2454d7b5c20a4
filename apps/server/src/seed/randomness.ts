/** A small seeded generator (mulberry32): the same seed gives the same shoppers on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the items, each as likely as its weight. */
export function pickWeighted<T>(
  fraction: number,
  items: readonly T[],
  weightOf: (item: T, index: number) => number,
): T {
  const weights = items.map(weightOf);
  let left = fraction * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, item] of items.entries()) {
    left -= weights[index]!;
    if (left < 0) return item;
  }
  return items.at(-1)!;
}
