import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { messagesQuery } from '../api/messages-query.ts';
import { segmentsQuery } from '../api/segments-query.ts';
import { statsQuery } from '../api/stats-query.ts';
import type { FilterNames } from './filter-words.ts';

/** The names that filters are written with. Until they are read, and of what is archived, only the kind is said. */
export function useFilterNames(): FilterNames {
  const { data: segments } = useQuery(segmentsQuery);
  const { data: messages } = useQuery(messagesQuery);
  const { data: stats } = useQuery({ ...statsQuery, meta: {} });
  return useMemo(() => {
    const names = new Map([...(segments ?? []), ...(messages ?? [])].map(({ id, name }) => [id, `“${name}”`]));
    return {
      segment: (id) => names.get(id) ?? 'that is archived',
      message: (id) => names.get(id) ?? 'that is archived',
      currency: stats?.revenue[0]?.currency ?? 'USD',
    };
  }, [segments, messages, stats]);
}
