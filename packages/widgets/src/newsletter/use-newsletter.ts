import type { SubscribeRequest } from '@beckon/contract';
import { useEffect, useRef, useState } from 'react';
import { pageTracker } from '../page-tracker.ts';
import { keep, kept } from './kept.ts';
import { checkEmail, type Destination, type NewsletterError, subscribe } from './submission.ts';

export type NewsletterOptions = Partial<Destination> & {
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
  const latest = useRef(options);
  latest.current = options;
  const isBusy = useRef(false);
  const last = useRef<SubscribeRequest | undefined>(undefined);

  const send = async (request: SubscribeRequest) => {
    // A second click, or the connection coming back in the same moment, is the same sign-up.
    if (isBusy.current) return;
    isBusy.current = true;
    last.current = request;
    const { email } = request;
    setState({ status: 'busy', email });
    const { key = '', api = '' } = pageTracker();
    const { api: ownApi, writeKey } = latest.current;
    const outcome = await subscribe({ api: ownApi ?? api, writeKey: writeKey ?? key }, request);
    isBusy.current = false;
    if (outcome === 'kept') keep(request);
    if (outcome === 'success') last.current = undefined;
    setState(
      outcome === 'success' || outcome === 'kept'
        ? { status: outcome, email }
        : { status: 'error', error: outcome, email },
    );
  };

  const submit = ({ email, firstName, website }: NewsletterFields) => {
    const address = email.trim();
    const error = checkEmail(address);
    if (error) {
      setState({ status: 'error', error, email: address });
      return;
    }
    const { formId, language, wording, wordingVersion } = latest.current;
    send({
      // A repeat of the same address after an error is the same sign-up, so that it can never count twice.
      submissionId: (last.current?.email === address && last.current.submissionId) || newId(),
      email: address,
      firstName: firstName?.trim() || undefined,
      website,
      formId,
      language,
      wording,
      wordingVersion,
      anonymousId: pageTracker().anonymousId?.(),
      pageUrl: location.href.slice(0, 2_000),
    });
  };

  const sendLatest = useRef(send);
  sendLatest.current = send;
  useEffect(() => {
    const resend = () => {
      const request = kept();
      if (!request) return;
      if (!navigator.onLine) return setState({ status: 'kept', email: request.email });
      // Taken out first: another form of this page must not send it too.
      keep();
      sendLatest.current(request);
    };
    resend();
    addEventListener('online', resend);
    return () => removeEventListener('online', resend);
  }, []);

  return { state, submit, reset: () => setState(idle) };
}

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(36)).join('');
