import { type SubmitEvent, useEffect, useId, useRef } from 'react';
import type { Texts } from '../texts/catalogs.ts';
import { type NewsletterFields, type NewsletterOptions, useNewsletter } from './use-newsletter.ts';

export type NewsletterFormProps = Omit<NewsletterOptions, 'wording' | 'wordingVersion'> & {
  texts: Texts;
  /** `email` or `email first-name`. */
  fields?: string | undefined;
  theme?: string | undefined;
};

/** The form itself, the same in React and in the custom element. `part` names are its public styling hooks. */
export function NewsletterForm({ texts, fields = '', theme, ...options }: NewsletterFormProps) {
  const { state, submit, reset } = useNewsletter({ ...options, ...texts });
  const { status, error, email } = state;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const message = useRef<HTMLDivElement>(null);
  const isDone = status === 'success';
  const isWrong = /^Email/.test(error ?? '');

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new state is one piece of news, even if it says the same.
  useEffect(() => {
    const name = status === 'busy' ? 'submit' : status;
    if (/^s|err/.test(name)) {
      const detail = { formId: options.formId, error };
      root.current?.dispatchEvent(new CustomEvent(`beckon:${name}`, { bubbles: true, composed: true, detail }));
    }
    // Keyboard and screen reader follow the news.
    if (isWrong) input.current?.focus();
    if (isDone) message.current?.focus();
  }, [state]);

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    submit(Object.fromEntries(values) as NewsletterFields);
  };

  return (
    <div
      className="beckon"
      part="root"
      data-theme={theme}
      lang={options.language}
      dir={options.language === 'ar' ? 'rtl' : undefined}
      ref={root}
    >
      <form part="form" noValidate onSubmit={onSubmit} aria-labelledby={`${id}t`}>
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
            {/first/.test(fields) && (
              <label part="field">
                <span part="label">
                  {texts.firstName} ({texts.optional})
                </span>
                <input part="input" name="firstName" autoComplete="given-name" maxLength={100} />
              </label>
            )}
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
            <input part="trap" name="website" tabIndex={-1} autoComplete="off" aria-hidden="true" />
            <button part="button" type="submit" aria-disabled={status === 'busy'}>
              {status === 'busy' ? texts.busy : texts.submit}
            </button>
          </div>
        )}
        <div part="message" data-status={status} role="status" id={`${id}m`} tabIndex={-1} ref={message}>
          {isDone
            ? texts.success.replace('{email}', () => email)
            : error
              ? texts[`error${error}`]
              : status === 'kept' && texts.kept}
        </div>
        <p part="wording" id={`${id}w`}>
          {isDone ? texts.successHint : texts.wording}
        </p>
        {isDone && (
          <button part="link" type="button" onClick={reset}>
            {texts.again}
          </button>
        )}
      </form>
    </div>
  );
}
