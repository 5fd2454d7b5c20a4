export type StockLine = { variantId: string; quantity: number };

export type Shortage = { variantId: string; wanted: number; left: number };

export type Stock = {
  left(variantId: string): number;
  /** Takes all lines or none: a half-filled order helps nobody. */
  take(lines: readonly StockLine[]): Shortage[];
};

/** Stock in memory: a demo starts with full shelves. */
export function createStock(initial: Iterable<readonly [variantId: string, pieces: number]>): Stock {
  const shelves = new Map(initial);
  const left = (variantId: string) => shelves.get(variantId) ?? 0;

  return {
    left,
    take(lines) {
      const wanted = new Map<string, number>();
      for (const line of lines) wanted.set(line.variantId, (wanted.get(line.variantId) ?? 0) + line.quantity);

      const shortages = [...wanted]
        .filter(([variantId, quantity]) => quantity > left(variantId))
        .map(([variantId, quantity]) => ({ variantId, wanted: quantity, left: left(variantId) }));
      if (shortages.length > 0) return shortages;

      for (const [variantId, quantity] of wanted) shelves.set(variantId, left(variantId) - quantity);
      return [];
    },
  };
}
