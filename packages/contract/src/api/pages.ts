import { z } from 'zod';

/** Query fields of every list. Lists are keyset pages: ask again with `cursor` = the last answer's `nextCursor`. */
export const pageQuery = {
  limit: z.coerce.number().pipe(z.int().min(1).max(200)).optional(),
  cursor: z.string().max(500).optional(),
};

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

/** A list that is always whole: the same envelope, so that every list is read in one way. */
export const wholeListOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), nextCursor: z.null() });
