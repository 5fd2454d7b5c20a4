import type { SubscribeRequest } from '@beckon/contract';
import { useEffect, useRef, useState } from 'react';
import { pageTracker } from '../page-tracker.ts';
import { keep, takeKept } from './kept.ts';
import { checkEmail, type Destination, type NewsletterError, subscribe } from './submission.ts';

export type NewsletterOptions = Destination & {
  /** Tells several forms of a shop apart. */
  formId?: string | undefined;
  language?: string | undefined;
  /** The consent text that is shown, and the name of its version: both are stored as proof. */
  wording: string;
  wordingVersion: string;
};

export type NewsletterFields = { email: string; firstName?: string; website?: string };

export type NewsletterState = {
  /** `kept`: there is no connection; the sign-up is sent as soon as there is one. */
  status: 'idle' | 'busy' | 'success' | 'kept' | 'error';
  error?: NewsletterError | undefined;
  /** The address that was sent. */
  email: string;
};

type Memory = { options: NewsletterOptions; last?: SubscribeRequest; isBusy?: boolean };

const idle: NewsletterState = { status: 'idle', email: '' };

/**
 * The newsletter sign-up without its looks, for those who draw their own form.
 *
 * @example
 * const { state, submit } = useNewsletter({ wording: 'Yes, send me letters.', wordingVersion: '2026-11' });
 * <button onClick={() => submit({ email })}>{state.status === 'busy' ? 'One moment' : 'Join'}</button>
 */
export function useNewsletter(options: NewsletterOptions) {
  const [state, setState] = useState(idle);
  const memory = useRef<Memory>({ options }).current;
  memory.options = options;

  const send = async (request: SubscribeRequest) => {
    // A second click, or the connection coming back in the same moment, is the same sign-up.
    if (memory.isBusy) return;
    memory.isBusy = true;
    memory.last = request;
    const { email } = request;
    setState({ status: 'busy', email });
    const outcome = await subscribe(memory.options, request);
    memory.isBusy = false;
    if (outcome === 'kept') keep(request);
    const isWell = outcome === 'success' || outcome === 'kept';
    setState(isWell ? { status: outcome, email } : { status: 'error', error: outcome, email });
  };

  const submit = ({ email, ...others }: NewsletterFields) => {
    const address = email.trim();
    const error = checkEmail(address);
    if (error) {
      setState({ status: 'error', error, email: address });
      return;
    }
    const { formId, language, wording, wordingVersion } = memory.options;
    const { last } = memory;
    send({
      // The same address once more, after an error, is the same sign-up: it can never count twice.
      submissionId: last?.email === address ? last.submissionId : newId(),
      email: address,
      ...others,
      formId,
      language,
      wording,
      wordingVersion,
      anonymousId: pageTracker().anonymousId?.(),
      pageUrl: location.href.slice(0, 2_000),
    });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: `send` works on what lasts as long as the form.
  useEffect(() => {
    const resend = () => {
      const request = takeKept();
      if (request) send(request);
    };
    resend();
    addEventListener('online', resend);
    return () => removeEventListener('online', resend);
  }, []);

  return { state, submit, reset: () => setState(idle) };
}

const newId = () => `${crypto.getRandomValues(new Uint32Array(4))}`;
