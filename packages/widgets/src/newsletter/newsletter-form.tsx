import type { ComponentType } from 'react';
import { Form } from '../form/form.tsx';
import type { FrameProps } from '../frame/frame.tsx';
import type { Destination } from '../frame/submission.ts';
import type { SharedTexts } from '../texts/catalogs.ts';
import type { NewsletterTexts } from './texts/index.ts';
import { type NewsletterFields, useNewsletter } from './use-newsletter.ts';

type Texts = NewsletterTexts & SharedTexts;

export type NewsletterFormProps = FrameProps &
  Destination & {
    texts: Texts;
    /** `email`, and any of `first-name`, `interests`, `birthday`, `phone`. */
    fields?: string | undefined;
    /** What may be ticked, separated by commas. */
    interests?: string | undefined;
    /** Draws the fields beyond the first two. */
    More?: ComponentType<{ fields: string; interests?: string | undefined; texts: Texts; error?: string | undefined }>;
  };

/** The form itself, the same in React and in the custom element. */
export function NewsletterForm({ api, writeKey, fields = '', interests, More, ...frame }: NewsletterFormProps) {
  const { texts, language, formId } = frame;
  const { wording, wordingVersion } = texts;
  const { state, submit, reset } = useNewsletter({ api, writeKey, formId, language, wording, wordingVersion });

  return (
    <Form
      {...frame}
      widget="newsletter"
      state={state}
      onSubmit={(values) => submit(readFields(values, texts))}
      below={More && <More fields={fields} interests={interests} texts={texts} error={state.error} />}
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

/** The values of the form; empty fields are not sent. */
function readFields(values: FormData, { smsWording, smsWordingVersion }: Texts): NewsletterFields {
  const { sms, birthday, phone, interests, ...others } = Object.fromEntries(values) as Record<string, string>;
  return {
    ...(others as unknown as NewsletterFields),
    ...(birthday && { birthday }),
    ...(phone && { phone }),
    ...(interests && { interests: values.getAll('interests') as string[] }),
    ...(sms && { smsConsent: { wording: smsWording, wordingVersion: smsWordingVersion } }),
  };
}
