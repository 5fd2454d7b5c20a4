import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { type Identity, isTold, report } from './report.ts';

/** Properties that every widget accepts in addition to its own. */
export type FrameProps = {
  formId?: string | undefined;
  variation?: string | undefined;
  /** The language of the texts. */
  language?: string | undefined;
  /** `light` or `dark`; default: the visitor's system setting. */
  theme?: string | undefined;
  /** Attributes with the texts that a server has rendered. */
  carried?: Record<string, string> | undefined;
};

type Props = FrameProps & {
  widget: string;
  /** The state: `busy`, `success` and `error` are announced; a new object is announced again. */
  state?: { status: string; error?: string | undefined } | undefined;
  root?: RefObject<HTMLDivElement | null> | undefined;
  children?: ReactNode;
};

/** What each outermost element says: language, direction, theme. */
export const outermost = ({ language, theme, carried }: FrameProps) => ({
  ...carried,
  className: 'beckon',
  'data-theme': theme,
  lang: language,
  dir: language === 'ar' ? 'rtl' : 'ltr',
});

/** The outermost element of a widget: language, direction, theme, and the news of what happens in it. */
export function Frame({ widget, state, root, children, ...looks }: Props) {
  const { formId, variation } = looks;
  const own = useRef<HTMLDivElement>(null);
  const element = root ?? own;
  const hasStarted = useRef(false);
  const isAwaited = useRef(false);
  const identity: Identity = { widget, formId, variation };

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new state is one piece of news, even if it says the same.
  useEffect(() => {
    const { status = '', error } = state ?? {};
    const name = status === 'busy' ? 'submit' : status;
    if (isTold(name)) report(element.current, identity, name, { error });
    // If the message is shorter than the form, it must not move the content below.
    if (status === 'busy')
      element.current!.style.setProperty('--room', `${element.current!.getBoundingClientRect().height}px`);
    if (status === 'idle') element.current!.style.removeProperty('--room');
    if (status === 'busy') isAwaited.current = true;
    else if (isAwaited.current && document.activeElement === document.body) {
      // What was clicked is gone, and the focus with it: keyboard and screen reader follow the news.
      isAwaited.current = false;
      element.current!.querySelector<HTMLElement>('[role=status]')?.focus();
    }
  }, [state]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a variation is seen once.
  useEffect(() => {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      report(element.current, identity, 'view');
    });
    seen.observe(element.current as Element);
    return () => seen.disconnect();
  }, [variation]);

  const onInput = () => {
    if (!hasStarted.current) report(element.current, identity, 'start');
    hasStarted.current = true;
  };

  return (
    <div {...outermost(looks)} data-widget={widget} part="root" ref={element} onInput={onInput}>
      {children}
    </div>
  );
}
