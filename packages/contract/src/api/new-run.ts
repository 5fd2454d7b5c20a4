import { z } from 'zod';

/** A contact that a server adds to a flow. */
export const newRunSchema = z.strictObject({
  contact: z.string().regex(/^ctc_[0-9a-z]{26}$/, 'the id of a contact'),
  key: z
    .string()
    .max(200)
    .default('')
    .describe('A contact is inside once for each key, and enters again as the re-entry rule says.'),
});
