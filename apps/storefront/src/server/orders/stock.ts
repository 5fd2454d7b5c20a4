export type StockLine = { variantId: string; quantity: number };

export type Shortage = { variantId: string; wanted: number; left: number };

export type Stock = {
  left(variantId: string): number;
  /** Takes all lines or none, since an incomplete order is of no use. */
  take(lines: readonly StockLine[]): Shortage[];
  /** Adds a delivery. */
  put(variantId: string, pieces: number): void;
  /** Called for each variant whose stock has changed. */
  onChange(listener: (variantId: string) => void): void;
};

/** Stock in memory; a demo starts with full stock. */
export function createStock(initial: Iterable<readonly [variantId: string, pieces: number]>): Stock {
  const shelves = new Map(initial);
  const left = (variantId: string) => shelves.get(variantId) ?? 0;
  const listeners: ((variantId: string) => void)[] = [];
  const set = (variantId: string, pieces: number) => {
    shelves.set(variantId, pieces);
    for (const listener of listeners) listener(variantId);
  };

  return {
    left,
    take(lines) {
      const wanted = new Map<string, number>();
      for (const line of lines) wanted.set(line.variantId, (wanted.get(line.variantId) ?? 0) + line.quantity);

      const shortages = [...wanted]
        .filter(([variantId, quantity]) => quantity > left(variantId))
        .map(([variantId, quantity]) => ({ variantId, wanted: quantity, left: left(variantId) }));
      if (shortages.length > 0) return shortages;

      for (const [variantId, quantity] of wanted) set(variantId, left(variantId) - quantity);
      return [];
    },
    put: (variantId, pieces) => set(variantId, left(variantId) + pieces),
    onChange: (listener) => void listeners.push(listener),
  };
}
