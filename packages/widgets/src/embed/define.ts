import { type ComponentType, createElement, render } from 'preact';
import { chooseLanguage, loadTexts, type Texts, wishedLanguages } from '../texts/catalogs.ts';
import english from '../texts/en.json' with { type: 'json' };

type Attributes = Record<string, string>;
export type WidgetProps = { texts: Texts; language: string };

/**
 * Declares a custom element that shows a component in its shadow root. Every attribute is a property of the component,
 * and replaces the text of its name: `<beckon-newsletter submit="Join us">`. A second copy of the script changes
 * nothing.
 */
export function defineWidget(name: string, Widget: ComponentType<WidgetProps>, css: string): void {
  if (customElements.get(name)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);

  class Element extends HTMLElement {
    connectedCallback() {
      if (!this.shadowRoot) {
        this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
        new MutationObserver(() => this.show()).observe(this, { attributes: true });
      }
      this.show();
    }

    async show() {
      const given: Attributes = {};
      for (const { name, value } of this.attributes) given[property(name)] = value;
      const wished = chooseLanguage(wishedLanguages(given.lang));
      const loaded = await loadTexts(wished);
      const language = loaded ? wished : 'en';
      // Looked up now: while the texts were on their way the element may have left the page.
      const widget =
        this.isConnected && createElement(Widget, { ...given, language, texts: { ...english, ...loaded, ...given } });
      render(widget || null, this.shadowRoot as ShadowRoot);
    }

    disconnectedCallback() {
      // Later, since an element that is only moved must keep what was typed.
      this.show();
    }
  }
  customElements.define(name, Element);
}

/** `wording-version` is `wordingVersion`. */
const property = (attribute: string) => attribute.replace(/-./g, (part) => part.slice(1).toUpperCase());
