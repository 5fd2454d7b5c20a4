import type { Challenge } from '@beckon/contract';

/** Whether an answer is right. `unavailable`: the vendor could not say; the answer may be right. */
export type CaptchaOutcome =
  | {
      outcome: 'passed';
      /** What must be good only once, where the vendor does not see to it itself, and until when it would be good. */
      once?: { id: string; until: Date };
    }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'unavailable'; reason: string };

export type CaptchaAnswer = {
  tenantId: string;
  /** What solving the challenge gave. */
  answer: string;
  /** Names the submission: the same once more is the same, not a second use. */
  submission: string;
  /** Where the request came from, for vendors that look at it. */
  remoteAddress: string | null;
};

/** Makes challenges that a form has to solve, and checks the answers. */
export interface Captcha {
  readonly kind: Challenge['kind'];
  issue(tenantId: string): Promise<Challenge>;
  verify(given: CaptchaAnswer): Promise<CaptchaOutcome>;
}

/** Which captcha is used, and what happens while its vendor cannot be reached. */
export type CaptchaSetting = {
  chosen: Captcha;
  /** ALTCHA, which needs no vendor. */
  builtIn: Captcha;
  /** `altcha`: the form gets the built-in challenge. `allow`: every answer is accepted. `refuse`: none is. */
  fallback: 'altcha' | 'allow' | 'refuse';
};
