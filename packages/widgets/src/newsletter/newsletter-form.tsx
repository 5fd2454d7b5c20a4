import { Form } from '../form/form.tsx';
import type { FrameProps } from '../frame/frame.tsx';
import type { Destination } from '../frame/submission.ts';
import type { SharedTexts } from '../texts/catalogs.ts';
import type { NewsletterTexts } from './texts/index.ts';
import { type NewsletterFields, useNewsletter } from './use-newsletter.ts';

export type NewsletterFormProps = FrameProps &
  Destination & {
    texts: NewsletterTexts & SharedTexts;
    /** `email` or `email first-name`. */
    fields?: string | undefined;
  };

/** The form itself, the same in React and in the custom element. */
export function NewsletterForm({ api, writeKey, fields = '', ...frame }: NewsletterFormProps) {
  const { texts, language, formId } = frame;
  const { wording, wordingVersion } = texts;
  const { state, submit, reset } = useNewsletter({ api, writeKey, formId, language, wording, wordingVersion });

  return (
    <Form
      {...frame}
      widget="newsletter"
      state={state}
      onSubmit={(values) => submit(Object.fromEntries(values) as NewsletterFields)}
      above={
        /first/.test(fields) && (
          <label part="field">
            <span part="label">
              {texts.firstName} ({texts.optional})
            </span>
            <input part="input" name="firstName" autoComplete="given-name" maxLength={100} />
          </label>
        )
      }
      after={
        <button part="link" type="button" onClick={reset}>
          {texts.again}
        </button>
      }
    />
  );
}
