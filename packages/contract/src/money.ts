import { z } from 'zod';
import { isCurrency } from './currencies.ts';

/** ISO 4217 code, upper case. */
export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'an ISO 4217 code such as EUR', abort: true })
  .refine(isCurrency, 'a currency of ISO 4217, such as EUR')
  .meta({ examples: ['USD'] });

/** An amount in minor units (cents), a whole number: 12.99 USD is 1299. */
export const minorUnitsSchema = z
  .int()
  .min(-9_000_000_000_000)
  .max(9_000_000_000_000)
  .meta({ examples: [1299] });

export const moneySchema = z.object({ amount: minorUnitsSchema, currency: currencySchema });

export type Money = z.infer<typeof moneySchema>;
