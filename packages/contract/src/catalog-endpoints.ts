import { z } from 'zod';
import { addressFormProblems, changeProblems } from './call-problems.ts';
import {
  availabilitySchema,
  productsAnswerSchema,
  putProductsSchema,
  setStockSchema,
  stockAnswerSchema,
} from './catalog.ts';
import type { Endpoint } from './endpoints.ts';
import { optionalReferenceSchema, referenceSchema } from './identifier-schemas.ts';
import { joinWaitlistRequestSchema, joinWaitlistResponseSchema } from './waitlists.ts';

/** The calls about products, their stock, and who waits for them. */
export const catalogEndpoints = {
  joinWaitlist: {
    method: 'post',
    path: '/v1/waitlist',
    summary: 'Ask to be told when a product is back: the address is confirmed first.',
    access: 'write_key',
    body: joinWaitlistRequestSchema,
    status: 202,
    response: joinWaitlistResponseSchema,
    problems: addressFormProblems,
  },
  readAvailability: {
    method: 'get',
    path: '/v1/stock',
    summary: 'Is a product, or a variant of it, sold out? `?key=pk_…&productId=…&variantId=…`',
    access: 'write_key',
    query: z.strictObject({
      key: z.string().optional(),
      productId: referenceSchema,
      variantId: optionalReferenceSchema,
    }),
    status: 200,
    response: availabilitySchema,
    problems: ['validation_failed', 'key_missing', 'key_unknown', 'origin_not_allowed', 'rate_limited'],
  },
  putProducts: {
    method: 'put',
    path: '/api/v1/catalog/products',
    summary:
      'Make or replace products, with their variants and stock, each with a result of its own. Messages take titles, prices and links from here.',
    access: 'session_or_secret_key',
    body: putProductsSchema,
    status: 200,
    response: productsAnswerSchema,
    problems: changeProblems,
  },
  setStock: {
    method: 'post',
    path: '/api/v1/catalog/stock',
    summary:
      'Set stock levels, each with a result of its own. What is there again is told to those who wait, within the hour.',
    access: 'session_or_secret_key',
    body: setStockSchema,
    status: 200,
    response: stockAnswerSchema,
    problems: changeProblems,
  },
} as const satisfies Record<string, Endpoint>;
