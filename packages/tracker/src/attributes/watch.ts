import type { Tracker } from '../types.ts';
import { propertiesOf } from './map.ts';

/** Roles that a key presses as a click does. Links, buttons and fields of HTML make a click of the key themselves. */
const pressed = /^(button|link|tab|menuitem.*|option|switch|checkbox|radio)$/;
const native = /^(a|area|button|input|select|summary|textarea)$/;

/**
 * Tracks clicks on elements with `data-beckon-event` and the sending of such forms, with listeners on the document:
 * elements that come later count too, and those inside open shadow roots.
 * @example watchAttributes(beckon)
 */
export const watchAttributes = (beckon: Pick<Tracker, 'track'>): void => {
  let last: { element?: HTMLElement; type?: string; at?: number } = {};

  const hear = (event: Event) => {
    try {
      const { type, timeStamp } = event;
      const isForm = type === 'submit';
      const path = event.composedPath() as HTMLElement[];
      const element = path.find(({ dataset, localName }) => dataset?.beckonEvent && (localName === 'form') === isForm);
      if (!element) return;
      if (type === 'keydown') {
        const { key, repeat } = event as KeyboardEvent;
        const isPress = element === path[0] && pressed.test(element.getAttribute('role')!);
        if (repeat || !/^(Enter| )$/.test(key) || !isPress || native.test(element.localName)) return;
      }
      // On many pages a key press also triggers a click: both are one action.
      const isSame = last.element === element && last.type !== type && timeStamp - last.at! < 1_000;
      last = { element, type, at: timeStamp };
      if (isSame) return;
      const product = element.closest<HTMLElement>('[data-beckon-product]')?.dataset.beckonProduct;
      beckon.track(element.dataset.beckonEvent!, propertiesOf(element.dataset, product));
    } catch {
      // Elements of the page may carry anything under the names we read.
    }
  };

  // While the event comes down, before the page can stop it.
  for (const type of ['click', 'submit', 'keydown']) document.addEventListener(type, hear, true);
};
