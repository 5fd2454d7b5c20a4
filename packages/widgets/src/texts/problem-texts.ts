import type { Problem } from '../frame/submission.ts';
import type { SharedTexts } from './catalogs.ts';

/** The name of the text that tells the shopper about a problem. */
export const problemTexts = {
  email_required: 'errorEmailRequired',
  email_invalid: 'errorEmailInvalid',
  phone_invalid: 'errorPhoneInvalid',
  rate_limited: 'errorRateLimited',
  challenge_failed: 'errorChallengeFailed',
  network_unavailable: 'errorNetworkUnavailable',
  not_configured: 'errorNotConfigured',
} as const satisfies Record<Problem, keyof SharedTexts>;
