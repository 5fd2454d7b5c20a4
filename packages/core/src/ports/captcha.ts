import type { Challenge } from '@beckon/contract';

/** What became of an answer. `away`: the vendor could not say; the answer may have been good. */
export type CaptchaOutcome =
  | {
      outcome: 'passed';
      /** What must be good only once, where the vendor does not see to it itself, and until when it would be good. */
      once?: { id: string; until: Date };
    }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'away'; reason: string };

export type CaptchaAnswer = {
  tenantId: string;
  /** What solving the challenge gave. */
  answer: string;
  /** Names the submission: the same once more is the same, not a second use. */
  submission: string;
  /** Where the request came from, for vendors that look at it. */
  remoteAddress: string | null;
};

/** Asks whoever is at a form to show that they are a person, or have spent some work on it. */
export interface Captcha {
  readonly kind: Challenge['kind'];
  issue(tenantId: string): Promise<Challenge>;
  verify(given: CaptchaAnswer): Promise<CaptchaOutcome>;
}

/** Which one is asked, and what happens while its vendor is away. */
export type CaptchaSetting = {
  asked: Captcha;
  /** The built-in one, which no vendor has a part in. */
  work: Captcha;
  /** `work`: the built-in one is asked in its place. `pass`: whoever answered is believed. `refuse`: nobody is. */
  whenAway: 'work' | 'pass' | 'refuse';
};
