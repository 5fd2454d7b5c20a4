import type { Captcha } from '@beckon/core/ports';
import { askVendor } from '../siteverify/index.ts';

export type HcaptchaOptions = {
  siteKey: string;
  secret: string;
  url?: string;
};

/** hCaptcha. An answer is good for two minutes, and once: they see to it, also where the same submission comes again. */
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
        // Only answers to this key's challenges count, whatever else the account has.
        sitekey: siteKey,
        ...(remoteAddress === null ? {} : { remoteip: remoteAddress }),
      }),
  };
}
