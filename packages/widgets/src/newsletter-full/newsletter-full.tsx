import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Identity, report } from '../frame/report.ts';
import { NewsletterForm, type NewsletterFormProps } from '../newsletter/newsletter-form.tsx';
import { chooseArm } from './arm.ts';
import { MoreFields } from './more-fields.tsx';
import { type DisplayRules, stayAway, watch } from './rules.ts';

export type NewsletterFullProps = Omit<NewsletterFormProps, 'More'> &
  DisplayRules & {
    /** Default `inline`: where it stands. The others come over the page, by the rules. */
    format?: 'inline' | 'popup' | 'flyout' | 'bar' | (string & {}) | undefined;
    /** Arms of an A/B test, separated by spaces: `short long`. `long-heading` is the heading of one of them. */
    variants?: string | undefined;
  };

type Props = NewsletterFullProps & Record<string, unknown>;

/** The newsletter form with all it can do: more fields, over the page, and in variants. */
export function NewsletterFull({ variants, ...given }: Props) {
  const [arm, setArm] = useState<string | undefined>(undefined);
  const id = given.formId ?? 'newsletter';
  useEffect(() => {
    if (variants) setArm(chooseArm(id, variants.trim().split(/\s+/)));
  }, [variants, id]);

  const props = arm ? { ...given, variant: arm, texts: { ...given.texts, ...textsOf(arm, given) } } : given;
  // Which arm it is, only the browser knows: until then nothing is shown that would change.
  if (variants && !arm) return null;
  const form = <NewsletterForm {...props} More={MoreFields} />;
  if (!given.format || given.format === 'inline') return form;
  return (
    <Prompt {...props} id={id}>
      {form}
    </Prompt>
  );
}

/** `longHeading` is the heading of the arm `long`. */
const textsOf = (arm: string, given: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name.startsWith(arm) && /^[A-Z]/.test(name.slice(arm.length)))
      .map(([name, text]) => [name.charAt(arm.length).toLowerCase() + name.slice(arm.length + 1), text]),
  ) as Partial<NewsletterFormProps['texts']>;

type PromptProps = Props & { id: string; children: ReactNode };

/** Shows a form over the page. Only the popup takes the focus, and gives it back. */
function Prompt({ id, format, theme, language, texts, formId, variant, children, ...rules }: PromptProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const hasJoined = useRef(false);
  const identity: Identity = { widget: 'newsletter', formId, variant };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the rules of the first moment hold for the page.
  useEffect(() => watch(id, rules, show), []);

  useEffect(() => {
    const onSuccess = () => {
      hasJoined.current = true;
      stayAway(id, Number.POSITIVE_INFINITY);
    };
    const element = root.current;
    element?.addEventListener('beckon:success', onSuccess);
    return () => element?.removeEventListener('beckon:success', onSuccess);
  }, [id]);

  // All is drawn before, so that the trigger has only to open it.
  const show = () => {
    const dialog = root.current?.querySelector('dialog');
    if (!dialog) return setOpen(true);
    dialog.showModal();
    // To the whole, not to a field: on a phone that would bring the keyboard up over what is to be read first.
    dialog.focus();
  };

  const close = (days: number) => {
    // Who has joined has not turned us down.
    if (!hasJoined.current) {
      report(root.current, identity, 'dismiss');
      stayAway(id, days);
    }
    root.current?.querySelector('dialog')?.close();
    setOpen(false);
  };
  const later = () => close(Number(rules.cooldown ?? 7));

  const inside = (
    <>
      {children}
      <div part="dismiss">
        <button part="link" type="button" onClick={() => close(Number.POSITIVE_INFINITY)}>
          {texts.never}
        </button>
      </div>
      <button part="close" type="button" aria-label={texts.close} onClick={later}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 5l14 14M19 5L5 19" />
        </svg>
      </button>
    </>
  );
  return (
    <div
      className="beckon"
      part="prompt"
      data-format={format}
      data-theme={theme}
      lang={language}
      dir={language === 'ar' ? 'rtl' : 'ltr'}
      ref={root}
    >
      {format === 'popup' ? (
        <dialog
          part="panel"
          tabIndex={-1}
          aria-label={texts.heading}
          onCancel={(event) => {
            event.preventDefault();
            later();
          }}
        >
          {inside}
        </dialog>
      ) : (
        <section
          part="panel"
          hidden={!isOpen}
          aria-label={texts.heading}
          onKeyDown={(event) => event.key === 'Escape' && later()}
        >
          {inside}
        </section>
      )}
    </div>
  );
}
