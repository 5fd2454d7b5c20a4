import { formatUuid, sha256 } from '@beckon/core/lib';
import type { Captcha } from '@beckon/core/ports';
import { askVendor } from '../siteverify/index.ts';

export type TurnstileOptions = {
  siteKey: string;
  secret: string;
  url?: string;
};

/** Cloudflare Turnstile. An answer is valid for five minutes and once, which Turnstile enforces. */
export function createTurnstile({
  siteKey,
  secret,
  url = 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
}: TurnstileOptions): Captcha {
  return {
    kind: 'turnstile',
    issue: async () => ({ kind: 'turnstile', siteKey }),
    verify: ({ answer, submission, remoteAddress }) =>
      askVendor(url, {
        secret,
        response: answer,
        ...(remoteAddress === null ? {} : { remoteip: remoteAddress }),
        // The same submission can be verified again if a response was lost; for any other submission the answer is used
        // up.
        idempotency_key: formatUuid(sha256(`${submission}\n${answer}`).subarray(0, 16)),
      }),
  };
}
