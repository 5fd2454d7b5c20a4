import { z } from 'zod';
import { countSchema } from './counts.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

/** A named set of contacts. */
export const segmentSchema = z.object({
  id: z.enum(['newsletter']),
  name: z.string(),
  description: z.string().describe('Which contacts are in it.'),
  contactCount: countSchema,
});

export type Segment = z.infer<typeof segmentSchema>;

export const segmentIdSchema = segmentSchema.shape.id;

export const segmentsSchema = wholeListOf(segmentSchema);

/** The calls about segments. */
export const segmentEndpoints = {
  listSegments: {
    method: 'get',
    path: '/api/v1/segments',
    summary:
      'List the segments with their number of contacts. To list the contacts: `/api/v1/contacts?segment=newsletter`.',
    access: 'contacts.read',
    status: 200,
    response: segmentsSchema,
  },
} as const satisfies Record<string, Endpoint>;
