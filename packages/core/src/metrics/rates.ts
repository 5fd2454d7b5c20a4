import type { DeliveryCounts, DeliveryRates } from '@beckon/contract';
import { percentOf } from '../lib/index.ts';

/**
 * A part of a whole in percent, with two decimals.
 * @returns null without a whole: nothing was delivered, so there is no rate
 * @example
 * rateOf(1, 3); // 33.33
 */
export function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Number(percentOf(part, whole));
}

/** The rates of messages, of those that were delivered; bounces of those that were sent. */
export const ratesOf = ({
  sent,
  delivered,
  bounced,
  opened,
  clicked,
  complained,
  unsubscribed,
}: DeliveryCounts): DeliveryRates => ({
  openRate: rateOf(opened, delivered),
  clickRate: rateOf(clicked, delivered),
  unsubscribeRate: rateOf(unsubscribed, delivered),
  complaintRate: rateOf(complained, delivered),
  bounceRate: rateOf(bounced, sent),
});
