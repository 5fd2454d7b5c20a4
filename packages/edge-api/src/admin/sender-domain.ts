import { endpoints } from '@beckon/contract';
import { checkSenderDomain, rotateDkimKey } from '@beckon/core/admin';
import { readSenderDomain } from '@beckon/core/sender-domains';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** The DNS records of the domain that emails are sent from. */
export function serveSenderDomain(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.readSenderDomain, ({ caller }) => readSenderDomain(ctx, caller.tenantId));
  api.serve(endpoints.checkSenderDomain, ({ caller }) => checkSenderDomain(ctx, caller));
  api.serve(endpoints.rotateDkimKey, ({ caller }) => rotateDkimKey(ctx, caller));
}
