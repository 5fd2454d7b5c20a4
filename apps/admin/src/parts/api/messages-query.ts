import { queryOptions } from '@tanstack/react-query';
import { beckon } from './beckon.ts';

/** The messages of the shop: flows and filters refer to them by key and id. */
export const messagesQuery = queryOptions({
  queryKey: ['messages'],
  queryFn: ({ signal }) => beckon.listMessages({ signal }),
  select: ({ data }) => data,
});
