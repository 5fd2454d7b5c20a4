import { pageTracker } from './page-tracker.ts';

/** Which widget it is, and which variation of an A/B test. */
export type Identity = { widget: string; formId?: string | undefined; variation?: string | undefined };

/** Dispatches `beckon:view` on the page, and records `widget_viewed` in the tracker. */
const recorded = {
  view: 'viewed',
  start: 'started',
  submit: 'submitted',
  success: 'succeeded',
  error: 'failed',
  dismiss: 'dismissed',
};

export const isTold = (name: string): name is keyof typeof recorded => name in recorded;

/**
 * Tells the page (an event that bubbles out of the shadow root) and its tracker what happens in a widget. Only through
 * the tracker, so that its rules of consent hold.
 * @example report(root.current, { widget: 'newsletter' }, 'error', { error: 'network_unavailable' })
 */
export function report(
  element: Element | null,
  { widget, formId, variation }: Identity,
  name: keyof typeof recorded,
  more?: { error?: string | undefined },
): void {
  const detail = { widget, formId, variation, ...more };
  element?.dispatchEvent(new CustomEvent(`beckon:${name}`, { bubbles: true, composed: true, detail }));
  pageTracker().track?.(`widget_${recorded[name]}`, detail);
}
