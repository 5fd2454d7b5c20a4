import { giveCoupons } from '../coupons/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { couponKeysIn, couponVariables } from './coupon-variables.ts';
import type { DueDelivery } from './due-delivery.ts';

/**
 * Takes the codes of the deliveries whose messages show coupons, once the gate has let them pass: a delivery that is
 * skipped or waits uses up none, and a code's time does not run while it waits. All messages of a flow's run get the same.
 * @returns the deliveries that show coupons, with their codes, by id
 */
export async function takeCoupons(
  ctx: Context,
  tenantId: Id<'ten'>,
  deliveries: readonly DueDelivery[],
): Promise<Map<Id<'dlv'>, DueDelivery>> {
  const showing = deliveries.filter((delivery) => couponKeysIn(delivery).length > 0);
  if (showing.length === 0) return new Map();
  const given = await giveCoupons(
    ctx,
    tenantId,
    showing.flatMap((delivery) =>
      couponKeysIn(delivery).map((poolKey) => ({
        poolKey,
        holder: holderOf(delivery),
        contactId: delivery.contactId,
        deliveryId: delivery.id,
      })),
    ),
  );
  return new Map(
    showing.map((delivery) => {
      const own = given.filter(({ holder }) => holder === holderOf(delivery));
      const coupons = new Map(own.map((coupon) => [coupon.poolKey, coupon]));
      const values = { ...delivery.data.values, ...couponVariables(delivery, coupons) };
      return [delivery.id, { ...delivery, data: { ...delivery.data, values } }];
    }),
  );
}

const holderOf = ({ id, origin }: DueDelivery): string => (origin.kind === 'flow' ? origin.runId : id);
