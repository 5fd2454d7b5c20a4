import { z } from 'zod';
import { experimentLimits, experimentMetricSchema, experimentVariationSchema } from './experiment-schemas.ts';
import { messageOverrideSchema } from './message-override.ts';
import { durationSchema as duration } from './segment-filter.ts';

const variationSchema = z
  .strictObject({
    ...experimentVariationSchema.pick({ key: true, name: true, weight: true }).shape,
    message: z.string().min(1).max(100).optional().describe('Key of another message. If omitted, that of the step.'),
    override: messageOverrideSchema.optional().describe('What it changes of the message.'),
    delay: duration.optional().describe('It is sent so much later.'),
    isHoldout: z.literal(true).optional().describe('Its contacts get no message and go on to the next step.'),
  })
  .refine(({ isHoldout, message, override, delay }) => !isHoldout || !(message ?? override ?? delay), {
    message: 'a holdout gets no message',
    path: ['isHoldout'],
  });

/** A test of what a step sends. */
export const stepExperimentSchema = z.strictObject({
  metric: experimentMetricSchema,
  decideAfter: duration
    .optional()
    .describe(
      'How long after the start the variation with the highest metric goes to all. If omitted, a user decides.',
    ),
  windowDays: z
    .int()
    .min(1)
    .max(90)
    .optional()
    .describe('Orders count so many days after a contact is assigned. 5 if omitted.'),
  variations: z
    .array(variationSchema)
    .min(2)
    .max(experimentLimits.maxVariations)
    .refine(
      ([first]) => first === undefined || (first.message === undefined && !first.isHoldout),
      'the first variation sends the message of the step',
    )
    .refine((variations) => new Set(variations.map(({ key }) => key)).size === variations.length, 'each key once'),
});

export type StepExperiment = z.output<typeof stepExperimentSchema>;
