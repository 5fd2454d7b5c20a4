import { z } from 'zod';
import { currencySchema, minorUnitsSchema, moneySchema } from '../money.ts';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery } from './pages.ts';

export const costCategories = ['email', 'sms', 'ads', 'other'] as const;

const campaignId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'the id of a campaign');

export const newCostSchema = z.strictObject({
  campaignId,
  amount: minorUnitsSchema.min(1, 'a cost is more than nothing'),
  currency: currencySchema,
  category: z.enum(costCategories),
  day: z.iso.date(),
  note: z
    .string()
    .trim()
    .max(500)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'plain text')
    .default(''),
});

export type NewCost = z.infer<typeof newCostSchema>;

export const costSchema = newCostSchema.extend({
  id: z.string().meta({ examples: ['cst_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  recordedAt: z.iso.datetime(),
});

export type Cost = z.infer<typeof costSchema>;

export const roiSchema = z.object({
  campaignId,
  costs: moneySchema
    .nullable()
    .describe('All costs of the campaign in the currency of the shop. Null: a rate is missing.'),
  net: moneySchema.describe('The net revenue that the campaign earned by the model of the settings.'),
  roi: z
    .string()
    .nullable()
    .describe('(Net revenue − costs) / costs × 100, to two decimals. Null: there are no costs, or a rate is missing.')
    .meta({ examples: ['412.50'] }),
});

export type Roi = z.infer<typeof roiSchema>;

/** The calls about what campaigns cost. */
export const costEndpoints = {
  listCosts: {
    method: 'get',
    path: '/api/v1/costs',
    summary: 'List costs, newest first.',
    access: 'metrics.read',
    query: z.strictObject({ ...pageQuery, campaign: campaignId.optional() }),
    status: 200,
    response: pageOf(costSchema),
  },
  addCost: {
    method: 'post',
    path: '/api/v1/costs',
    summary: 'Record what a campaign cost.',
    access: 'settings.write',
    body: newCostSchema,
    status: 201,
    response: costSchema,
  },
  removeCost: {
    method: 'post',
    path: '/api/v1/costs/{id}/remove',
    summary: 'Remove a cost that was recorded by mistake.',
    access: 'settings.write',
    status: 200,
    response: z.object({ result: z.literal('removed') }),
  },
  readRoi: {
    method: 'get',
    path: '/api/v1/roi',
    summary: 'Get the return on investment of a campaign.',
    access: 'metrics.read',
    query: z.strictObject({ campaign: campaignId }),
    status: 200,
    response: roiSchema,
  },
} as const satisfies Record<string, Endpoint>;
