import { type ComponentType, useEffect, useState } from 'react';
import type { NewsletterFormProps } from '../newsletter/newsletter-form.tsx';
import { chooseArm } from './arm.ts';

export type NewsletterVariantsProps = {
  /** Arms of an A/B test, separated by spaces: `short long`. `long-heading` is the heading of one of them. */
  variants?: string | undefined;
};

type Props = NewsletterVariantsProps &
  NewsletterFormProps &
  Record<string, unknown> & {
    /** What is shown in one of its variants. */
    Variant: ComponentType<NewsletterFormProps>;
  };

/** The newsletter form in the arm of the test that this visitor gets. */
export function NewsletterVariants({ Variant, variants = '', ...given }: Props) {
  const [arm, setArm] = useState<string | undefined>(undefined);
  const id = given.formId ?? 'newsletter';
  useEffect(() => setArm(chooseArm(id, variants.trim().split(/\s+/))), [variants, id]);

  // Only the browser knows which arm it is: until then nothing is shown that would change.
  return arm ? <Variant {...given} variant={arm} texts={{ ...given.texts, ...textsOf(arm, given) }} /> : null;
}

/** `longHeading` is the heading of the arm `long`. */
const textsOf = (arm: string, given: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name.startsWith(arm) && /^[A-Z]/.test(name.slice(arm.length)))
      .map(([name, text]) => [name.charAt(arm.length).toLowerCase() + name.slice(arm.length + 1), text]),
  ) as Partial<NewsletterFormProps['texts']>;
