import { useEffect, useRef } from 'react';
import type { NewsletterTexts } from '../newsletter/texts/index.ts';
import type { SharedTexts } from '../texts/catalogs.ts';

type Props = {
  /** Which of `interests`, `birthday`, `phone` are asked. */
  fields: string;
  /** What may be ticked, separated by commas. */
  interests?: string | undefined;
  texts: NewsletterTexts & SharedTexts;
  error?: string | undefined;
};

/**
 * Optional fields in addition to address and first name. Text messages have a separate checkbox, never checked in
 * advance.
 */
export function NewsletterFields({ fields, interests = '', texts, error }: Props) {
  const phone = useRef<HTMLInputElement>(null);
  const isWrong = error === 'phone_invalid';
  useEffect(() => {
    if (isWrong) phone.current?.focus();
  }, [isWrong]);

  const optional = (label: string) => (
    <span part="label">
      {label} ({texts.optional})
    </span>
  );
  return (
    <div part="more">
      {/interests/.test(fields) && (
        <fieldset part="choices">
          <legend part="label">{texts.interestsTitle}</legend>
          {interests.split(/\s*,\s*/).map((interest) => (
            <label part="choice" key={interest}>
              <input part="box" type="checkbox" name="interests" value={interest} />
              {interest}
            </label>
          ))}
        </fieldset>
      )}
      {/birthday/.test(fields) && (
        <label part="field">
          {optional(texts.birthdayLabel)}
          <input part="input" type="date" name="birthday" autoComplete="bday" />
        </label>
      )}
      {/phone/.test(fields) && (
        <label part="field">
          {optional(texts.phoneLabel)}
          <input
            part="input"
            type="tel"
            name="phone"
            autoComplete="tel"
            maxLength={40}
            aria-invalid={isWrong}
            dir="ltr"
            ref={phone}
          />
        </label>
      )}
      {/phone/.test(fields) && (
        <label part="choice">
          <input part="box" type="checkbox" name="sms" />
          {texts.smsWording}
        </label>
      )}
    </div>
  );
}
