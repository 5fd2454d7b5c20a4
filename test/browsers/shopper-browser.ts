import { setTimeout as pause } from 'node:timers/promises';

/** The browser functions that the tests need, whatever the driver: real clicks and keys, and scripts in the page. */
export type ShopperBrowser = {
  name: 'firefox' | 'webkit';
  open(url: string): Promise<void>;
  /** Runs a script in the page; its result must be JSON. */
  run<T>(script: string): Promise<T>;
  /** @param element an expression that finds the element, also in shadow roots */
  click(element: string): Promise<void>;
  /** Clicks into a field, empties it and types. */
  type(element: string, text: string): Promise<void>;
  /** Closes the page as a shopper does, and continues in a new one with the same profile. */
  closeTab(): Promise<void>;
  close(): Promise<void>;
};

const maxWait = 15_000;

/** Waits until an expression in the page is true. */
export async function untilTrue(browser: ShopperBrowser, expression: string): Promise<void> {
  const end = performance.now() + maxWait;
  let failure = '';
  while (performance.now() < end) {
    // The page may be changing documents.
    const isTrue = await browser.run<boolean>(`return Boolean(${expression})`).catch((error) => {
      failure = `: ${error}`;
      return false;
    });
    if (isTrue) return;
    await pause(50);
  }
  throw new Error(`${browser.name}: timed out waiting for ${expression}${failure}`);
}

/** An expression that finds an element of a widget by selector. */
export const inWidget = (tag: string, selector: string) =>
  `document.querySelector('${tag}')?.shadowRoot?.querySelector('${selector}')`;

/** An expression for the text that a widget shows. */
export const textOf = (tag: string) => `(document.querySelector('${tag}')?.shadowRoot?.textContent ?? '')`;

export async function clickOn(browser: ShopperBrowser, element: string): Promise<void> {
  await untilTrue(browser, element);
  await browser.click(element);
}

export async function typeInto(browser: ShopperBrowser, element: string, text: string): Promise<void> {
  await untilTrue(browser, element);
  await browser.type(element, text);
}
