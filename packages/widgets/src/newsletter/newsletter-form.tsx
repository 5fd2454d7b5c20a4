import { type SubmitEvent, useEffect, useId, useRef } from 'react';
import type { Texts } from '../texts/catalogs.ts';
import { type NewsletterOptions, useNewsletter } from './use-newsletter.ts';

export type NewsletterFormProps = Omit<NewsletterOptions, 'wording' | 'wordingVersion'> & {
  texts: Texts;
  /** `email` or `email first-name`. */
  fields?: string | undefined;
  theme?: string | undefined;
};

/** The form itself, the same in React and in the custom element. `part` names are its public styling hooks. */
export function NewsletterForm({ texts, fields = '', theme, ...options }: NewsletterFormProps) {
  const { wording, wordingVersion } = texts;
  const { state, submit, reset } = useNewsletter({ ...options, wording, wordingVersion });
  const { status, error, email } = state;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const message = useRef<HTMLDivElement>(null);
  const isDone = status === 'success';
  const isWrong = /^Email/.test(error ?? '');

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
    const text = (name: string) => `${values.get(name) ?? ''}`;
    submit({ email: text('email'), firstName: text('first-name'), website: text('website') });
  };

  return (
    <div
      className="beckon"
      part="root"
      data-theme={theme}
      lang={options.language}
      dir={direction(options.language)}
      ref={root}
    >
      <form part="form" noValidate onSubmit={onSubmit} aria-labelledby={`${id}t`}>
        {!isDone && (
          <div part="header">
            <h2 part="title" id={`${id}t`}>
              {texts.title}
            </h2>
            {texts.intro && <p part="intro">{texts.intro}</p>}
          </div>
        )}
        {!isDone && (
          <div part="fields">
            {/first/.test(fields) && (
              <label part="field">
                <span part="label">
                  {texts.firstName} <small part="optional">({texts.optional})</small>
                </span>
                <input part="input" name="first-name" autoComplete="given-name" maxLength={100} />
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
            <label part="trap" aria-hidden="true">
              Website
              <input name="website" tabIndex={-1} autoComplete="off" />
            </label>
            <button part="button" type="submit" aria-disabled={status === 'busy'}>
              {status === 'busy' ? texts.busy : texts.submit}
            </button>
          </div>
        )}
        <div part="message" data-status={status} role="status" id={`${id}m`} tabIndex={-1} ref={message}>
          {error && texts[`error${error}`]}
          {status === 'kept' && texts.kept}
          {isDone && (
            <>
              <svg part="icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d="M3 6h18v12H3zm0 1 9 7 9-7" />
              </svg>
              <h2 part="title" id={`${id}t`}>
                {texts.successTitle}
              </h2>
              <p part="intro">{texts.success.replace('{email}', () => email)}</p>
              <p part="wording">{texts.successHint}</p>
            </>
          )}
        </div>
        {isDone ? (
          <button part="link" type="button" onClick={reset}>
            {texts.again}
          </button>
        ) : (
          <p part="wording" id={`${id}w`}>
            {texts.wording}
          </p>
        )}
      </form>
    </div>
  );
}

const direction = (language = '') => (/^(ar|he|fa|ur)/.test(language) ? 'rtl' : undefined);
