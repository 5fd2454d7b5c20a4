import { z } from 'zod';
import { currencySchema } from '../money.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

export const currencyRateSchema = z.strictObject({
  currency: currencySchema,
  rate: z
    .string()
    .regex(
      /^(0|[1-9]\d{0,5})(\.\d{1,12})?$/,
      'a decimal number such as 0.9231, up to 6 digits before the point and 12 behind it',
    )
    .refine((text) => /[1-9]/.test(text), 'more than 0')
    .describe('What one unit of the currency is worth in the currency of the shop, as an exact decimal number.')
    .meta({ examples: ['1.0834'] }),
  validFrom: z.iso.date().describe('The first day of orders that it holds for, by the clock of the shop.'),
});

export type CurrencyRate = z.infer<typeof currencyRateSchema>;

export const currencyRatesSchema = z
  .strictObject({ rates: z.array(currencyRateSchema).max(20_000) })
  .refine(
    ({ rates }) => new Set(rates.map(({ currency, validFrom }) => `${currency} ${validFrom}`)).size === rates.length,
    'one rate for each currency and day',
  );

/** The calls about exchange rates. */
export const currencyRateEndpoints = {
  listCurrencyRates: {
    method: 'get',
    path: '/api/v1/currency-rates',
    summary: 'List the exchange rates to the currency of the shop.',
    access: 'settings.read',
    status: 200,
    response: wholeListOf(currencyRateSchema),
  },
  putCurrencyRates: {
    method: 'put',
    path: '/api/v1/currency-rates',
    summary: 'Set all exchange rates. Orders in these currencies are counted again.',
    access: 'settings.write',
    body: currencyRatesSchema,
    status: 200,
    response: wholeListOf(currencyRateSchema),
    problems: ['conflict'],
  },
} as const satisfies Record<string, Endpoint>;
