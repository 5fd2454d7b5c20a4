import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

/** The name of a pool in templates. */
export const couponKeySchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower case letters, digits and _, at most 40, a letter first')
  .meta({ examples: ['welcome10'] });

export const couponPoolSettingsSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,20}$/, 'letters, digits, - and _, at most 20')
    .nullable()
    .default(null)
    .describe('What generated codes begin with. Null: you add the codes.')
    .meta({ examples: ['SPRING-'] }),
  validDays: z
    .int()
    .min(1)
    .max(730)
    .nullable()
    .default(null)
    .describe('Days for which a code is valid after it was given, to the end of the last one. Null: without an end.'),
});

export type CouponPoolSettings = z.infer<typeof couponPoolSettingsSchema>;

export const couponPoolSchema = couponPoolSettingsSchema.extend({
  key: couponKeySchema,
  given: z.int().describe('Codes that a reader got.'),
  free: z.int().nullable().describe('Codes that are left. Null: they are generated.'),
  expired: z.int().describe('Codes that expired before a reader got them.'),
});

export type CouponPool = z.infer<typeof couponPoolSchema>;

export const addCouponCodesSchema = z.strictObject({
  codes: z
    .array(z.string().regex(/^[!-~]{1,100}$/, 'printable characters of ASCII without spaces, at most 100'))
    .min(1)
    .max(5_000)
    .refine((codes) => new Set(codes).size === codes.length, 'each code once'),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
});

export const couponCodeSchema = z.object({
  code: z.string().meta({ examples: ['SPRING-7KQ2M9XWPA'] }),
  status: z.enum(['free', 'given', 'expired']),
  contactId: z.string().nullable().describe('The contact who got it.'),
  givenAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});

export type CouponCode = z.infer<typeof couponCodeSchema>;

/** The calls about coupon codes. */
export const couponEndpoints = {
  listCouponPools: {
    method: 'get',
    path: '/api/v1/coupon-pools',
    summary: 'List the coupon pools, with how many codes are left.',
    access: 'messages.read',
    status: 200,
    response: wholeListOf(couponPoolSchema),
  },
  putCouponPool: {
    method: 'put',
    path: '/api/v1/coupon-pools/{key}',
    summary: 'Create or change a coupon pool, which messages name as `{{ coupon.<key>.code }}`.',
    access: 'messages.write',
    body: couponPoolSettingsSchema,
    status: 200,
    response: couponPoolSchema,
  },
  addCouponCodes: {
    method: 'post',
    path: '/api/v1/coupon-pools/{key}/codes',
    summary: 'Add codes of the shop to a pool.',
    access: 'messages.write',
    body: addCouponCodesSchema,
    status: 200,
    response: z.object({ added: z.int(), alreadyThere: z.int() }),
    isRepeatable: true,
    problems: ['conflict'],
  },
  readCouponCode: {
    method: 'get',
    path: '/api/v1/coupon-pools/{key}/codes/{code}',
    summary: 'Get a code and whether a reader has it, for a checkout that is given it.',
    access: 'messages.read',
    status: 200,
    response: couponCodeSchema,
  },
} as const satisfies Record<string, Endpoint>;
