import type { Challenge } from '@beckon/contract';

export type VendorChallenge = Exclude<Challenge, { kind: 'altcha' }>;

/** What the scripts of both vendors offer alike. */
type VendorApi = { render(place: HTMLElement, options: Record<string, unknown>): unknown };

/** The URL of the script, and the name of its language option. */
const vendors: Record<VendorChallenge['kind'], { script: string; language: string }> = {
  turnstile: {
    script: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
    language: 'language',
  },
  hcaptcha: { script: 'https://js.hcaptcha.com/1/api.js?render=explicit&recaptchacompat=off', language: 'hl' },
};

const ready = 'beckonCaptchaReady';

/**
 * Draws the captcha of a vendor into an element of the page itself: none of them works in a shadow tree.
 * @returns the answer, once there is one
 * @throws where the vendor's script cannot be had or gives up
 */
export async function drawCaptcha(
  { kind, siteKey }: VendorChallenge,
  place: HTMLElement,
  language: string,
): Promise<string> {
  const page = globalThis as unknown as Record<string, unknown>;
  const vendor = vendors[kind];
  if (!page[kind]) await load(`${vendor.script}&onload=${ready}`, page);
  return new Promise((resolve, reject) => {
    (page[kind] as VendorApi).render(place, {
      sitekey: siteKey,
      [vendor.language]: language,
      callback: resolve,
      'error-callback': reject,
    });
  });
}

function load(url: string, page: Record<string, unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    page[ready] = resolve;
    const script = document.createElement('script');
    script.src = url;
    script.async = true;
    script.onerror = reject;
    document.head.append(script);
  });
}
