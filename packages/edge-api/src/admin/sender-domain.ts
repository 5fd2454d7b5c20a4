import { endpoints } from '@beckon/contract';
import { checkSenderDomain, rotateDkimKey } from '@beckon/core/admin';
import { readSenderDomain } from '@beckon/core/sender-domains';
import type { ApiServer } from '../http/serve.ts';

/** The DNS records of the domain that emails are sent from. */
export function serveSenderDomain(api: ApiServer): void {
  api.serve(endpoints.readSenderDomain, ({ ctx, caller }) => readSenderDomain(ctx, caller.tenantId));
  api.serve(endpoints.checkSenderDomain, ({ ctx, caller }) => checkSenderDomain(ctx, caller));
  api.serve(endpoints.rotateDkimKey, ({ ctx, caller }) => rotateDkimKey(ctx, caller));
}
