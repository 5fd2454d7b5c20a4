import { toLanguage } from '../lib/index.ts';
import type { DueDelivery } from './due-delivery.ts';
import { variablesIn } from './liquid.ts';

type Coupon = { code: string; expiresAt: Date | null };
type Reading = Pick<DueDelivery, 'message' | 'variables' | 'tenant'>;

/** The pools that a message names, as in `{{ coupon.welcome10.code }}`. */
export function couponKeysIn({ message: { subject, preheader, body }, variables }: Reading): string[] {
  if (Object.hasOwn(variables, 'coupon')) return [];
  const paths = [subject, preheader, body].flatMap((template) => variablesIn(template));
  const keys = paths.map((path) => path.split('.')).filter(([root, key]) => root === 'coupon' && key !== undefined);
  return [...new Set(keys.map(([, key]) => key!))];
}

/** The coupons of a message as its templates show them; a pool without a code has no value. */
export function couponVariables(delivery: Reading, coupons: ReadonlyMap<string, Coupon>): Record<string, unknown> {
  const keys = couponKeysIn(delivery);
  if (keys.length === 0) return {};
  const shown = keys.flatMap((key) => {
    const coupon = coupons.get(key);
    return coupon ? [[key, { code: coupon.code, ...endOf(coupon, delivery) }] as const] : [];
  });
  return { coupon: Object.fromEntries(shown) };
}

/** The last day on which it is valid, in the reader's language and the shop's time zone. */
function endOf({ expiresAt }: Coupon, { message, tenant }: Reading): { expires: string } | undefined {
  if (expiresAt === null) return undefined;
  const format = new Intl.DateTimeFormat(toLanguage(message.language) ?? 'en', {
    dateStyle: 'long',
    timeZone: tenant.timezone,
  });
  return { expires: format.format(new Date(expiresAt.getTime() - 1)) };
}
