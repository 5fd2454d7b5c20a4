import { z } from 'zod';

/** How many there are. In a large shop it is counted apart from the answer, or estimated. */
export const countSchema = z.object({
  value: z.int(),
  isEstimate: z.boolean().describe('True above 10,000: the value is the database’s estimate.'),
  takenAt: z.iso.datetime().describe('When it was counted.'),
});

export type Count = z.infer<typeof countSchema>;
