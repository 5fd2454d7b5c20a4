import type { PushSender, WallClock } from '@beckon/core/ports';
import webPush from 'web-push';
import { type EgressOptions, sendOut } from '../egress/index.ts';
import { isPushEndpoint, type PushHosts } from './endpoints.ts';
import { toFailure, toOutcome } from './outcome.ts';
import type { VapidKeys } from './vapid-keys.ts';

export { type PushHosts, readPushHosts } from './endpoints.ts';
export { deriveVapidKeys, type VapidKeys } from './vapid-keys.ts';

export type WebPushOptions = {
  keys: VapidKeys;
  hosts: PushHosts;
  clock: WallClock;
  egress?: Pick<EgressOptions, 'deadline' | 'resolve'>;
};

/** The size that a push service must accept (RFC 8030, 7.2), after encryption. */
export const largestPush = 4_096;

/**
 * Sends to the browsers' push services. The library encrypts and signs; our egress client makes the request, since the
 * endpoint came from a browser and the library would connect to any address.
 */
export function createWebPushSender({ keys, hosts, clock, egress = {} }: WebPushOptions): PushSender {
  return {
    platform: 'web-push',
    idempotencyWindow: 0,
    publicKey: keys.publicKey,
    canReach: (endpoint) => isPushEndpoint(endpoint, hosts),
    async send({ vendorKey, to, payload, contact, timeToLive }) {
      // The list may be shorter than when the browser subscribed.
      if (!isPushEndpoint(to.endpoint, hosts)) {
        return { outcome: 'failed', reason: 'web-push: the push service is not on the list' };
      }
      const { endpoint, headers, method, body } = webPush.generateRequestDetails(
        { endpoint: to.endpoint, keys: { p256dh: to.p256dh, auth: to.auth } },
        payload,
        {
          vapidDetails: { subject: `mailto:${contact}`, ...keys },
          TTL: timeToLive,
          // Of several messages with one topic, a push service delivers only the last one it still holds.
          topic: vendorKey.slice(0, 32),
          contentEncoding: 'aes128gcm',
        },
      );
      if (body.byteLength > largestPush) {
        return { outcome: 'failed', reason: `web-push: ${body.byteLength} bytes, more than ${largestPush}` };
      }
      try {
        const answer = await sendOut(
          { method: method as 'POST', url: endpoint, headers: asText(headers), body },
          { ...egress, localOrigins: hosts.localOrigins },
        );
        return toOutcome(answer, clock.now().getTime());
      } catch (error) {
        return toFailure(error);
      }
    },
  };
}

function asText(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
