import { type ReactNode, type SubmitEvent, useEffect, useId, useRef } from 'react';
import { Frame, type FrameProps } from '../frame/frame.tsx';
import type { SharedTexts } from '../texts/catalogs.ts';
import { problemTexts } from '../texts/problem-texts.ts';
import type { SubmissionState } from './use-submission.ts';

/** The texts that a form with an address needs in addition to the shared ones. */
export type FormTexts = SharedTexts & {
  heading: string;
  intro: string;
  submit: string;
  busy: string;
  wording: string;
  successTitle: string;
  success: string;
  successHint: string;
};

type Props = FrameProps & {
  widget: string;
  texts: FormTexts;
  state: SubmissionState;
  onSubmit: (values: FormData) => void;
  /** Fields above the address, and below it. */
  above?: ReactNode;
  below?: ReactNode;
  /** What stands below the news of success. */
  after?: ReactNode;
};

/** A form that asks for an address: its fields, its news, its faults. `part` names are its public styling hooks. */
export function Form({ texts, state, onSubmit, above, below, after, ...frame }: Props) {
  const { status, error, email } = state;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const isDone = status === 'success';
  const isBusy = status === 'busy' || status === 'verifying';
  const isWrong = error === 'email_required' || error === 'email_invalid';

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new state is one piece of news, even if it says the same.
  useEffect(() => {
    if (isWrong) input.current?.focus();
  }, [state]);

  return (
    <Frame {...frame} state={state}>
      <form
        part="form"
        noValidate
        onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
          event.preventDefault();
          onSubmit(new FormData(event.currentTarget));
        }}
        aria-labelledby={`${id}t`}
      >
        <div>
          {isDone && (
            <svg part="icon" viewBox="0 0 24 24" aria-hidden="true">
              <path d="M3 6h18v12H3zl9 7 9-7" />
            </svg>
          )}
          <h2 part="heading" id={`${id}t`}>
            {isDone ? texts.successTitle : texts.heading}
          </h2>
          {!isDone && <p part="intro">{texts.intro}</p>}
        </div>
        {!isDone && (
          <div part="fields">
            {above}
            <label part="field">
              <span part="label">{texts.email}</span>
              <input
                part="input"
                name="email"
                type="email"
                autoComplete="email"
                required
                maxLength={254}
                defaultValue={email}
                aria-invalid={isWrong}
                aria-describedby={`${id}m ${id}w`}
                ref={input}
              />
            </label>
            {below}
            <input
              part="trap"
              name="leaveBlank"
              tabIndex={-1}
              autoComplete="off"
              aria-hidden="true"
              // 1Password, Bitwarden, LastPass and Dashlane leave it alone.
              data-1p-ignore
              data-bwignore
              data-lpignore="true"
              data-form-type="other"
            />
            <button part="button" type="submit" aria-disabled={isBusy}>
              {isBusy ? texts.busy : texts.submit}
            </button>
          </div>
        )}
        <div part="message" data-status={status} role="status" id={`${id}m`} tabIndex={-1}>
          {isDone
            ? texts.success.replace('{email}', () => email)
            : error
              ? texts[problemTexts[error]]
              : (status === 'kept' || status === 'verifying') && texts[status]}
        </div>
        <p part="wording" id={`${id}w`}>
          {isDone ? texts.successHint : texts.wording}
        </p>
        {isDone && after}
      </form>
    </Frame>
  );
}
