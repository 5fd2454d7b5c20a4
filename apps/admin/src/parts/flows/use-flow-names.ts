import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { messagesQuery } from '../api/messages-query.ts';
import { useFilterNames } from '../filter/use-filter-names.ts';
import type { FlowNames } from './flow-words.ts';

/** The names that a flow is written with. */
export function useFlowNames(): FlowNames {
  const names = useFilterNames();
  const { data: messages } = useQuery(messagesQuery);
  return useMemo(() => {
    const byKey = new Map(messages?.map((message) => [message.key, message]));
    return { ...names, messageOf: (key) => byKey.get(key) };
  }, [names, messages]);
}
