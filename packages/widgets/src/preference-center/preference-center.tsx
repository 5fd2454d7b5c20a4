import { type LanguageProps, type SpokenName, useTexts } from '../texts/use-texts.ts';
import { PreferenceCenterForm, type PreferenceCenterFormProps } from './preference-center-form.tsx';
import { catalogs, english, type PreferenceCenterTexts } from './texts/index.ts';

export type PreferenceCenterProps = Omit<PreferenceCenterFormProps, SpokenName> & LanguageProps<PreferenceCenterTexts>;

/**
 * What a shopper gets and wants, to choose from: for the account page of a shop, whose server signs who they are.
 *
 * @example
 * <PreferenceCenter userId={user.id} signature={user.beckonSignature} />
 */
export function PreferenceCenter({ lang, texts, ...rest }: PreferenceCenterProps) {
  return <PreferenceCenterForm {...rest} {...useTexts('preference-center', english, catalogs, { lang, texts })} />;
}
