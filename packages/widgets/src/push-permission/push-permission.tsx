import { type LanguageProps, type SpokenName, useTexts } from '../texts/use-texts.ts';
import { PushPermissionForm, type PushPermissionFormProps } from './push-permission-form.tsx';
import { catalogs, english, type PushPermissionTexts } from './texts/index.ts';

export type PushPermissionProps = Omit<PushPermissionFormProps, SpokenName> & LanguageProps<PushPermissionTexts>;

/**
 * Gives the reason, and lets the browser ask on click. Renders nothing on a server, on a visitor's first page, and
 * after a refusal.
 *
 * @example
 * <PushPermission userId={shopper.id} signature={signature} />
 */
export function PushPermission({ lang, texts, ...rest }: PushPermissionProps) {
  return <PushPermissionForm {...rest} {...useTexts('push-permission', english, catalogs, { lang, texts })} />;
}
