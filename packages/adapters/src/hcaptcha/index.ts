import type { Captcha } from '@beckon/core/ports';
import { askVendor } from '../siteverify/index.ts';

export type HcaptchaOptions = {
  siteKey: string;
  secret: string;
  url?: string;
};

/**
 * hCaptcha. An answer is valid for two minutes and once, which hCaptcha enforces, even when the same submission is
 * repeated.
 */
export function createHcaptcha({
  siteKey,
  secret,
  url = 'https://api.hcaptcha.com/siteverify',
}: HcaptchaOptions): Captcha {
  return {
    kind: 'hcaptcha',
    issue: async () => ({ kind: 'hcaptcha', siteKey }),
    verify: ({ answer, remoteAddress }) =>
      askVendor(url, {
        secret,
        response: answer,
        // Only answers to this site key's challenges count, whatever other keys the account has.
        sitekey: siteKey,
        ...(remoteAddress === null ? {} : { remoteip: remoteAddress }),
      }),
  };
}
