import { queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { segmentsQuery } from '../../../parts/api/segments-query.ts';

/** A segment of the shop's own, with its filter. */
export const segmentQueryOf = (id: string) =>
  queryOptions({
    queryKey: [...segmentsQuery.queryKey, 'one', id],
    queryFn: ({ signal }) => beckon.readSegment({ params: { id }, signal }),
  });

/** The newest contacts in a segment. */
export const membersQueryOf = (id: string) =>
  queryOptions({
    queryKey: [...segmentsQuery.queryKey, 'members', id],
    queryFn: ({ signal }) => beckon.listContacts({ query: { segment: id, limit: 20 }, signal }),
    select: ({ data }) => data,
  });

/** Why a contact is in a segment. */
export const membershipQueryOf = (id: string, contact: string) =>
  queryOptions({
    queryKey: [...segmentsQuery.queryKey, 'why', id, contact],
    queryFn: ({ signal }) => beckon.explainSegment({ params: { id }, query: { contact }, signal }),
  });
