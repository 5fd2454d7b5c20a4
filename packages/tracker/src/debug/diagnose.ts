import { hasWriteKey } from '../settings.ts';

/** What is known about the page when events do not arrive. */
export type Facts = {
  /** Where Beckon answers, the page's own origin, the key and the consent mode of the script tag. */
  api: string;
  origin: string;
  key: string;
  mode: string;
  /** Whether the tracker has a visitor, which it has only where it may store and send. */
  hasVisitor: boolean;
  saidNo: boolean;
  /** The name of `data-banner`, if the last such event had neither purpose as true or false. */
  unreadBanner?: string | undefined;
  objects: boolean;
  isOnline: boolean;
  /** The last request failed so; undefined after one that went well. */
  failure?: Failure | undefined;
};

export type Failure =
  | { kind: 'policy'; directive: string }
  | { kind: 'unreadable' | 'stopped' | 'unreachable' }
  | { kind: 'status'; status: number; code?: string; detail?: string };

export type Diagnosis = { tone: 'good' | 'wait' | 'bad'; title: string; fix?: string };

/**
 * What stands between the page and the server, and what to do about it.
 * @example diagnose({ ...facts, failure: { kind: 'unreadable' } }).title // 'This origin may not send'
 */
export function diagnose(facts: Facts): Diagnosis {
  const { api, origin, key, failure } = facts;
  if (!hasWriteKey(facts)) {
    return {
      tone: 'bad',
      title: 'The script tag has no write key',
      fix: `${key ? `data-key="${key}" is none: they begin with pk_.` : 'It needs data-key="pk_…".'} A tag manager may have dropped it: see its lines in the quick start.`,
    };
  }
  if (!facts.hasVisitor) return waitingForConsent(facts);
  if (!facts.isOnline) {
    return { tone: 'wait', title: 'The browser is offline', fix: 'Events wait in the outbox and are sent on return.' };
  }
  if (!failure) return { tone: 'good', title: 'Events arrive' };
  switch (failure.kind) {
    case 'policy':
      return {
        tone: 'bad',
        title: 'The Content Security Policy of the page stops Beckon',
        fix: `Add ${new URL(api).origin} to ${failure.directive} in the header Content-Security-Policy.`,
      };
    case 'unreadable':
      return {
        tone: 'bad',
        title: 'This origin may not send',
        fix: `Add ${origin} to the allowed origins of the source: beckon sources update src_… --add-origin ${origin}`,
      };
    case 'stopped':
      return {
        tone: 'bad',
        title: 'Something in this browser stops the request',
        fix: 'An ad blocker, most likely. Serve Beckon from a path on the host of the shop, and set data-api to it.',
      };
    case 'unreachable':
      return { tone: 'bad', title: 'Beckon does not answer', fix: `Is the server running at ${api}? Events wait.` };
    case 'status':
      return refused(failure, key);
  }
}

const modes = ['required', 'granted', 'cookieless'];

function waitingForConsent({ mode, saidNo, unreadBanner, objects }: Facts): Diagnosis {
  if (unreadBanner) {
    return {
      tone: 'bad',
      title: `The event ${unreadBanner} says neither yes nor no`,
      fix: 'It was heard, but its detail has neither analytics nor marketing as true or false. The guide on consent has a line for each of the common banners.',
    };
  }
  if (!modes.includes(mode)) {
    return {
      tone: 'bad',
      title: `data-consent="${mode}" is not a mode`,
      fix: `It counts as "required": events wait in memory until beckon.consent({ analytics: true }). The modes are ${modes.join(', ')}, written exactly so.`,
    };
  }
  if (saidNo) {
    return {
      tone: 'wait',
      title: 'The shopper said no',
      fix: 'Nothing is stored or sent. To test, run beckon.consent({ analytics: true }) in the console.',
    };
  }
  return {
    tone: 'wait',
    title: objects ? 'This browser asks not to be tracked' : 'Waiting for consent',
    fix: `${
      objects ? 'Global Privacy Control or Do Not Track is on, so' : `With data-consent="${mode}"`
    } events wait in memory until beckon.consent({ analytics: true }).`,
  };
}

function refused({ status, code, detail }: Failure & { kind: 'status' }, key: string): Diagnosis {
  if (status === 401) {
    return {
      tone: 'bad',
      title: 'The write key is wrong',
      fix: `data-key="${key}" is not the key of any source, or it was revoked: beckon sources list`,
    };
  }
  if (status === 403)
    return { tone: 'bad', title: 'The source refuses this page', fix: detail ?? code ?? 'Status 403.' };
  if (status === 429 || status === 408 || status >= 500) {
    return {
      tone: 'wait',
      title: `Beckon cannot take events now (${status})`,
      fix: 'They wait in the outbox and are tried again.',
    };
  }
  return { tone: 'bad', title: `The batch was refused (${status})`, fix: detail ?? code ?? 'Its events are dropped.' };
}
