import { type ComponentType, useEffect, useState } from 'react';
import type { NewsletterFormProps } from '../newsletter/newsletter-form.tsx';
import { chooseVariation } from './choose-variation.ts';

export type NewsletterVariationsProps = {
  /** Variations of an A/B test, separated by spaces: `short long`. `long-heading` is the heading of one of them. */
  variations?: string | undefined;
};

type Props = NewsletterVariationsProps &
  NewsletterFormProps &
  Record<string, unknown> & {
    /** The form, or the prompt that shows it. */
    Shown: ComponentType<NewsletterFormProps>;
  };

/** The newsletter form in the variation that this visitor gets. */
export function NewsletterVariations({ Shown, variations = '', ...given }: Props) {
  const [variation, setVariation] = useState<string | undefined>(undefined);
  const id = given.formId ?? 'newsletter';
  useEffect(() => setVariation(chooseVariation(id, variations.trim().split(/\s+/))), [variations, id]);

  // Only the browser knows the variation: until then nothing is shown that would change.
  if (!variation) return null;
  return <Shown {...given} variation={variation} texts={{ ...given.texts, ...textsOf(variation, given) }} />;
}

/** `longHeading` is the heading of the variation `long`. */
const textsOf = (variation: string, given: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name.startsWith(variation) && /^[A-Z]/.test(name.slice(variation.length)))
      .map(([name, text]) => [name.charAt(variation.length).toLowerCase() + name.slice(variation.length + 1), text]),
  ) as Partial<NewsletterFormProps['texts']>;
