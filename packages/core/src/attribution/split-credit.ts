import { type AttributionModel, attributionModels, type Touchpoint } from '@beckon/contract';

/** A touchpoint is worth half as much for each such time before the order. */
const halfLife = 7 * 24 * 60 * 60 * 1_000;

/** The weight of a touchpoint at the moment of the order in `time_decay`. Weights are whole numbers, so shares are exact. */
const fullWeight = 2 ** 40;

/**
 * Divides an amount among touchpoints in proportion to their weights, without a remainder: each gets its share rounded
 * down, and the units that are left go to the largest remainders, the earlier touchpoint first where they are equal.
 * @example
 * splitAmount(100, [1n, 1n, 1n]); // [34, 33, 33]
 */
export function splitAmount(amount: number, weights: readonly bigint[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  const shares = weights.map((weight, place) => {
    const product = BigInt(amount) * weight;
    return { place, whole: Number(product / sum), remainder: product % sum };
  });
  let left = amount - shares.reduce((total, { whole }) => total + whole, 0);
  for (const share of shares.toSorted((a, b) => compare(b.remainder, a.remainder) || a.place - b.place)) {
    if (left-- <= 0) break;
    share.whole++;
  }
  return shares.map(({ whole }) => whole);
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

type Weighed = Pick<Touchpoint, 'channel'> & { at: Date };

/** The weights of the touchpoints of an order, of which there is at least one, by model. */
export function weightsOf(model: AttributionModel, touches: readonly Weighed[], placedAt: Date): bigint[] {
  const last = touches.length - 1;
  const only = (chosen: number) => touches.map((_, place) => (place === chosen ? 1n : 0n));
  switch (model) {
    case 'first':
      return only(0);
    case 'last':
      return only(last);
    case 'last_non_direct': {
      const named = touches.findLastIndex(({ channel }) => channel !== 'direct');
      return only(named < 0 ? last : named);
    }
    case 'linear':
      return touches.map(() => 1n);
    case 'position': {
      // 40 : 20 divided by those between : 40.
      const between = BigInt(Math.max(last - 1, 0));
      return touches.map((_, place) => (between > 0n && (place === 0 || place === last) ? between * 2n : 1n));
    }
    case 'time_decay':
      return touches.map(({ at }) => {
        const age = placedAt.getTime() - at.getTime();
        return BigInt(Math.max(1, Math.round(fullWeight * 2 ** (-age / halfLife))));
      });
  }
}

export type Shares = Record<AttributionModel, { net: number; refunded: number }>;

/**
 * The shares of touchpoints in what is left of an order and in what was refunded of it. Each is divided by itself, so that
 * both add up, and no share of what was ordered is less than that of what is left.
 */
export function creditTouches(
  touches: readonly Weighed[],
  { placedAt, net, refunded }: { placedAt: Date; net: number; refunded: number },
): Shares[] {
  const split = attributionModels.map((model) => {
    const weights = weightsOf(model, touches, placedAt);
    return [model, splitAmount(net, weights), splitAmount(refunded, weights)] as const;
  });
  return touches.map(
    (_, place) =>
      Object.fromEntries(
        split.map(([model, nets, refunds]) => [model, { net: nets[place]!, refunded: refunds[place]! }]),
      ) as Shares,
  );
}
