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

export type NewsletterFields = { email: string; firstName?: string; website?: string };

export type NewsletterState = SubmissionState<SubscribeRequest>;

/**
 * The newsletter sign-up without its looks, for those who draw their own form.
 *
 * @example
 * const { state, submit } = useNewsletter({ wording: 'Yes, send me letters.', wordingVersion: '2026-11' });
 * <button onClick={() => submit({ email })}>{state.status === 'busy' ? 'One moment' : 'Join'}</button>
 */
export function useNewsletter({ formId, language, wording, wordingVersion, ...destination }: NewsletterOptions) {
  const { state, submit, reset } = useSubmission<SubscribeRequest>('subscribe', destination);
  return {
    state,
    submit: (fields: NewsletterFields) => submit({ ...fields, formId, language, wording, wordingVersion }),
    reset,
  };
}
