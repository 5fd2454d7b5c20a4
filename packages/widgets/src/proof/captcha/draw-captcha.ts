import type { Challenge } from '@beckon/contract';

export type VendorChallenge = Exclude<Challenge, { kind: 'altcha' }>;

/** What the scripts of both vendors offer alike. */
type VendorApi = { render(place: HTMLElement, options: Record<string, unknown>): unknown };

const scripts: Record<VendorChallenge['kind'], string> = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
  hcaptcha: 'https://js.hcaptcha.com/1/api.js?render=explicit&recaptchacompat=off',
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
  language?: string,
): Promise<string> {
  const page = globalThis as never as Record<string, unknown>;
  if (!page[kind]) await load(`${scripts[kind]}&onload=${ready}`, page);
  return new Promise((resolve, reject) => {
    (page[kind] as VendorApi).render(place, {
      sitekey: siteKey,
      // Each has its own name for it, and leaves alone what it does not know.
      language,
      hl: language,
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
