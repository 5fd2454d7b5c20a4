import type { JoinWaitlistRequest } from '@beckon/contract';
import { useEffect, useState } from 'react';
import { type SubmissionState, useSubmission } from '../form/use-submission.ts';
import type { Destination } from '../frame/submission.ts';
import { askWhetherSoldOut, type Item, keyOf, readHint, type StockHint } from './availability.ts';

export type BackInStockOptions = Destination &
  Item &
  StockHint & {
    language?: string | undefined;
    /** The text that is shown, and the name of its version: both are stored as proof. */
    wording: string;
    wordingVersion: string;
  };

export type BackInStockFields = { email: string; leaveBlank?: string };

export type BackInStockState = SubmissionState<JoinWaitlistRequest>;

/** For this tab: who asked for an item once need not be asked again. */
const nameOf = (key: string) => `beckon.asked.${key}`;

/**
 * The waitlist of a product or variant without its looks. `isSoldOut` says whether to show anything; `hasAsked` that
 * this shopper has asked for the item before in this visit.
 *
 * @example
 * const { isSoldOut, state, submit } = useBackInStock({ productId: 'mug', wording: '…', wordingVersion: '1' });
 * if (isSoldOut) return <button onClick={() => submit({ email })}>Notify me</button>;
 */
export function useBackInStock(options: BackInStockOptions) {
  const { productId, variantId, language, wording, wordingVersion, api, writeKey } = options;
  const { state, submit, reset } = useSubmission<JoinWaitlistRequest>('waitlist', { api, writeKey });
  const key = keyOf(options);
  const hint = readHint(options);
  const [found, setFound] = useState<{ key: string; isSoldOut: boolean } | undefined>(undefined);
  const [asked, setAsked] = useState<string | undefined>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the item.
  useEffect(() => {
    let isCurrent = true;
    try {
      setAsked(sessionStorage.getItem(nameOf(key)) ? key : undefined);
    } catch {}
    if (hint === undefined && productId)
      askWhetherSoldOut({ api, writeKey }, options).then((isSoldOut) => isCurrent && setFound({ key, isSoldOut }));
    return () => {
      isCurrent = false;
    };
  }, [key, hint, api, writeKey]);

  useEffect(() => {
    try {
      if (state.status === 'success') sessionStorage.setItem(nameOf(keyOf(state.request as Item)), '1');
    } catch {}
  }, [state]);

  // What was sent for another variant, or on the page before, is no news of this one.
  const isOther = state.request && keyOf(state.request) !== key;
  return {
    isSoldOut: hint ?? (found?.key === key && found.isSoldOut),
    hasAsked: asked === key,
    state: isOther ? { status: 'idle' as const, email: state.email } : state,
    submit: (fields: BackInStockFields) =>
      submit({ ...fields, productId, variantId, language, wording, wordingVersion }),
    reset: () => {
      setAsked(undefined);
      reset();
    },
  };
}
