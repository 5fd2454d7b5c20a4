import { z } from 'zod';
import { countSchema } from './counts.ts';

/** A named set of contacts. */
export const segmentSchema = z.object({
  id: z.enum(['newsletter']),
  name: z.string(),
  description: z.string().describe('Who is in it.'),
  contactCount: countSchema,
});

export type Segment = z.infer<typeof segmentSchema>;

export const segmentIdSchema = segmentSchema.shape.id;

export const segmentsSchema = z.object({ segments: z.array(segmentSchema) });
