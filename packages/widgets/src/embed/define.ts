import { type ComponentType, createElement, render } from 'preact';
import { chooseLanguage, loadTexts, type Texts, wishedLanguages } from '../texts/catalogs.ts';
import english from '../texts/en.json' with { type: 'json' };

export type WidgetProps = { texts: Texts; language: string; [attribute: string]: unknown };

const attributes = [
  'lang',
  'theme',
  'fields',
  'form-id',
  'texts',
  'heading',
  'intro',
  'wording',
  'wording-version',
  'data-key',
  'data-api',
];

/** Declares a custom element that shows a component in its shadow root. A second copy of the script changes nothing. */
export function defineWidget(name: string, Widget: ComponentType<WidgetProps>, css: string): void {
  if (customElements.get(name)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);

  class Element extends HTMLElement {
    static observedAttributes = attributes;
    #root: ShadowRoot | undefined;

    async connectedCallback() {
      if (!this.#root) {
        this.#root = this.attachShadow({ mode: 'open' });
        this.#root.adoptedStyleSheets = [sheet];
      }
      const language = chooseLanguage(wishedLanguages(this.getAttribute('lang')));
      const loaded = await loadTexts(language);
      const attribute = (name: string) => this.getAttribute(name) ?? undefined;
      const own = {
        title: attribute('heading'),
        intro: attribute('intro'),
        wording: attribute('wording'),
        wordingVersion: attribute('wording-version'),
      };
      const texts = { ...english, ...loaded, ...parse(attribute('texts')) } as Record<string, string>;
      for (const [key, text] of Object.entries(own)) if (text !== undefined) texts[key] = text;
      const props = {
        texts: texts as Texts,
        language: loaded ? language : 'en',
        theme: attribute('theme'),
        fields: attribute('fields'),
        formId: attribute('form-id'),
        api: attribute('data-api'),
        writeKey: attribute('data-key'),
      };
      if (this.isConnected) render(createElement(Widget, props), this.#root);
    }

    attributeChangedCallback() {
      if (this.#root) this.connectedCallback();
    }

    async disconnectedCallback() {
      // An element that is only moved keeps what was typed.
      await undefined;
      if (!this.isConnected && this.#root) render(null, this.#root);
    }
  }
  customElements.define(name, Element);
}

/** The attribute `texts` is JSON; a slip in it must not cost the form. */
function parse(json = '{}'): Partial<Texts> {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
