import { z } from 'zod';

/** Limits of an experiment. */
export const experimentLimits = {
  maxVariations: 10,
  maxWeight: 1_000,
  /** The rule decides only where each variation was delivered to as many contacts. */
  minDelivered: 100,
};

export const experimentMetricSchema = z
  .enum(['opens', 'clicks', 'conversions', 'revenue'])
  .describe(
    '`opens`, `clicks`: contacts that opened or clicked, of those to whom it was delivered. `conversions`: contacts with an order, of all that were assigned. `revenue`: revenue per contact that was assigned.',
  );

export type ExperimentMetric = z.output<typeof experimentMetricSchema>;

export const variationKeySchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'lower case letters, digits, hyphens and underscores');

/** One variation of an experiment. */
export const experimentVariationSchema = z.object({
  key: variationKeySchema,
  name: z.string().trim().min(1).max(100),
  weight: z.int().min(1).max(experimentLimits.maxWeight).describe('Its share is its weight divided by all weights.'),
  isHoldout: z.boolean().describe('Its contacts get no message, to see what they do without one.'),
});

export type ExperimentVariation = z.output<typeof experimentVariationSchema>;

/** What an experiment belongs to. */
export const experimentOwnerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('campaign'), campaignId: z.string() }),
  z.object({ kind: z.literal('flow'), flowId: z.string(), stepId: z.string() }),
  z.object({ kind: z.literal('widget'), formId: z.string() }),
]);

export type ExperimentOwner = z.output<typeof experimentOwnerSchema>;
