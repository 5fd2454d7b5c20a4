import type { SubscribeRequest } from '@beckon/contract';
import { type SubmissionState, useSubmission } from '../form/use-submission.ts';
import type { Destination } from '../frame/submission.ts';

export type NewsletterOptions = Destination & {
  /** Tells several forms of a shop apart. */
  formId?: string | undefined;
  language?: string | undefined;
  /** The consent text that is shown, and the name of its version: both are stored as proof. */
  wording: string;
  wordingVersion: string;
};

export type NewsletterFields = {
  email: string;
  firstName?: string | undefined;
  interests?: string[] | undefined;
  /** `1990-05-17` */
  birthday?: string | undefined;
  phone?: string | undefined;
  /** Present if the checkbox for text messages was checked: its label. */
  smsConsent?: { wording: string; wordingVersion: string } | undefined;
  leaveBlank?: string | undefined;
};

const phonePattern = /^\+?([\s()./-]*\d){6,15}$/;

export type NewsletterState = SubmissionState<SubscribeRequest>;

/**
 * The newsletter sign-up without its looks, for those who draw their own form.
 *
 * @example
 * const { state, submit } = useNewsletter({ wording: 'Yes, send me letters.', wordingVersion: '2026-11' });
 * <button onClick={() => submit({ email })}>{state.status === 'busy' ? 'One moment' : 'Join'}</button>
 */
export function useNewsletter({ formId, language, wording, wordingVersion, ...destination }: NewsletterOptions) {
  const { state, submit, fail, reset } = useSubmission<SubscribeRequest>('subscribe', destination);
  return {
    state,
    submit: (fields: NewsletterFields) => {
      const { email, phone = '', smsConsent } = fields;
      // Who wants text messages has to say where to.
      if ((phone || smsConsent) && !phonePattern.test(phone)) fail('phone_invalid', email);
      else submit({ ...(fields as SubscribeRequest), formId, language, wording, wordingVersion });
    },
    reset,
  };
}
