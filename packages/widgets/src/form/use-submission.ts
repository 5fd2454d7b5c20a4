import { useEffect, useRef, useState } from 'react';
import { pageTracker } from '../frame/page-tracker.ts';
import type { Destination, Problem } from '../frame/submission.ts';
import { checkEmail } from './check-email.ts';
import { keep, takeKept } from './kept.ts';

/** What every submission of an address carries. */
export type Submission = { submissionId?: string | undefined; email: string };

export type SubmissionState<Request = unknown> = {
  /**
   * `kept`: there is no connection; the submission is sent as soon as there is one. `verifying`: it takes
   * longer, since the browser solves a challenge against robots.
   */
  status: 'idle' | 'busy' | 'verifying' | 'success' | 'kept' | 'error';
  error?: Problem | undefined;
  /** The address that was sent. */
  email: string;
  /** All that was sent. */
  request?: Request | undefined;
};

type Memory<Request> = {
  destination: Destination;
  last?: Request;
  isBusy?: boolean;
  again?: ReturnType<typeof setTimeout>;
};

/** Milliseconds between attempts to send a stored submission while the page stays open. */
const retryAfter = 15_000;

/**
 * The code for form tokens and challenges: fetched when somebody types, or at the latest when it is sent. Not without a
 * connection: browsers do not fetch a second time what they once could not.
 */
const loadChallenge = async () =>
  navigator.onLine ? import('../challenge/challenge.ts').catch(() => undefined) : undefined;

/** Paths that a form of the page is sending to. */
const underWay = new Set<string>();

/**
 * Sends an address to one of Beckon's forms: checked, once, kept while there is no connection, and also when the
 * shopper leaves before the answer.
 * @param path where it goes below `/v1/`
 */
export function useSubmission<Request extends Submission>(path: string, destination: Destination) {
  const [state, setState] = useState<SubmissionState<Request>>({ status: 'idle', email: '' });
  const memory = useRef<Memory<Request>>({ destination }).current;
  memory.destination = destination;

  const send = async (request: Request) => {
    // A second click, or the connection coming back in the same moment, is the same submission.
    if (memory.isBusy) return;
    memory.isBusy = true;
    memory.last = request;
    const { email } = request;
    const tell = (status: SubmissionState['status'], error?: Problem) => setState({ status, error, email, request });
    tell('busy');
    underWay.add(path);
    keep(path, request);
    const challenge = await loadChallenge();
    // Without it nothing would be accepted either.
    const lost = navigator.onLine ? 'network_unavailable' : 'kept';
    const outcome = challenge ? await challenge.sendWithChallenge(memory.destination, path, request, tell) : lost;
    underWay.delete(path);
    memory.isBusy = false;
    if (outcome === 'kept') memory.again = setTimeout(resend, retryAfter);
    else takeKept(path);
    if (outcome === 'success' || outcome === 'kept') tell(outcome);
    else tell('error', outcome);
  };

  const resend = () => {
    clearTimeout(memory.again);
    const request = underWay.has(path) ? undefined : takeKept<Request>(path);
    if (request) send(request);
  };

  const fail = (error: Problem, email: string) => setState({ status: 'error', error, email });

  const submit = (fields: Omit<Request, 'submissionId'>) => {
    const email = fields.email.trim();
    const error = checkEmail(email);
    if (error) {
      fail(error, email);
      return;
    }
    const { submissionId, ...last } = memory.last ?? {};
    const request = {
      ...fields,
      email,
      anonymousId: pageTracker().anonymousId?.(),
      pageUrl: location.href.slice(0, 2_000),
    } as unknown as Request;
    // The same form sent again after an error is the same submission: it is never counted twice.
    const isSame = JSON.stringify(last) === JSON.stringify(request);
    send({ ...request, submissionId: isSame ? submissionId : newId() });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: `resend` works on what lasts as long as the form.
  useEffect(() => {
    resend();
    const prepare = () => {
      loadChallenge().then((challenge) => challenge?.prepare(memory.destination));
    };
    addEventListener('input', prepare, { once: true });
    addEventListener('online', resend);
    return () => {
      clearTimeout(memory.again);
      removeEventListener('input', prepare);
      removeEventListener('online', resend);
    };
  }, []);

  return { state, submit, fail, reset: () => setState({ status: 'idle', email: '' }) };
}

const newId = () => `${crypto.getRandomValues(new Uint32Array(4))}`;
