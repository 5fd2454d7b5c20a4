import type { MessageOverride } from '@beckon/contract';
import { useMutation } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

export type Test = { messageId: string; to: string; override: MessageOverride | null };

/** Sends what is published of a message to an address, as a sample. */
export function useSendTest() {
  return useMutation({
    mutationFn: ({ messageId, to, override }: Test) =>
      beckon.testMessage({
        params: { id: messageId },
        body: { to, version: 'published', ...(override ? { override } : {}) },
      }),
  });
}
