import { type ComponentType, useEffect, useRef, useState } from 'react';
import { outermost } from '../frame/frame.tsx';
import { type Identity, report } from '../frame/report.ts';
import type { NewsletterFormProps } from '../newsletter/newsletter-form.tsx';
import { type DisplayRules, suppressPrompt, watch } from './rules.ts';

export type NewsletterPromptProps = DisplayRules & {
  /** Default `inline`: where it stands. The others come over the page, by the rules. */
  format?: 'inline' | 'popup' | 'flyout' | 'bar' | (string & {}) | undefined;
};

type Props = NewsletterPromptProps & NewsletterFormProps & { Form: ComponentType<NewsletterFormProps> };

/** Shows the newsletter form over the page. Only the popup takes the focus, and gives it back. */
export function NewsletterPrompt(props: Props) {
  const { Form, format, texts, formId, variation } = props;
  const id = formId ?? 'newsletter';
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const hasJoined = useRef(false);
  const stop = useRef(() => {});
  const identity: Identity = { widget: 'newsletter', formId, variation };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the rules of the first moment hold for the page.
  useEffect(() => {
    stop.current = watch(id, props, show, hide);
    return () => stop.current();
  }, []);

  useEffect(() => {
    const onSuccess = () => {
      hasJoined.current = true;
      suppressPrompt(id, Number.POSITIVE_INFINITY);
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
    // Focuses the dialog, not a field: on a phone, the keyboard would cover the text.
    dialog.focus();
  };

  // Without a word to the tracker, and free to come again on another page: the shopper has not turned it down.
  const hide = () => {
    root.current?.querySelector('dialog')?.close();
    setOpen(false);
  };

  const close = (days: number) => {
    // Who has joined has not turned us down.
    if (!hasJoined.current) {
      report(root.current, identity, 'dismiss');
      suppressPrompt(id, days);
    }
    stop.current();
    hide();
  };
  const later = () => close(+(props.cooldown ?? 7));

  const inside = (
    <>
      <Form {...props} />
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
    <div {...outermost(props)} part="prompt" data-format={format} ref={root}>
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
