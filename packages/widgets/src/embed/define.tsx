import { render, type VNode } from 'preact';
import type { ComponentType } from 'react';
import shared from '../frame/widget.css?inline';
import { chooseLanguage, preferredLanguages } from '../texts/catalogs.ts';

type Texts = Record<string, string>;

/**
 * The parts of a widget: `css` is needed in addition to the shared style sheet, `parts` are components that it renders.
 */
export type WidgetModule = { Widget: ComponentType<never>; css?: string; parts?: object };

/**
 * Declares the custom element `<beckon-…>` that shows a component in its shadow root, or with the attribute `light` in
 * itself. Its code and texts are fetched when an element is in the page. Every attribute is a property of the
 * component, and replaces the text of its name: `<beckon-newsletter submit="Join us">`. A second copy of the script
 * changes nothing.
 */
export function defineWidget(widget: string, load: (given: Texts) => Promise<WidgetModule>): void {
  const name = `beckon-${widget}`;
  if (customElements.get(name)) return;

  class Element extends HTMLElement {
    #root: DocumentFragment | HTMLElement | undefined;
    #turn = 0;

    connectedCallback() {
      // Where the element was moved or put back, its observer is there already.
      if (!this.#turn) new MutationObserver(() => this.show()).observe(this, { attributes: true });
      this.show();
    }

    async show() {
      const turn = ++this.#turn;
      const given: Texts = {};
      for (const { name, value } of this.attributes) given[property(name)] = value;
      const language = chooseLanguage(preferredLanguages(given.lang));
      const [{ Widget: Loaded, css = '', parts }, { texts, spoken }] = await Promise.all([
        load(given),
        loadTexts(widget, language),
      ]);
      // While they were on their way something newer may have begun.
      if (turn !== this.#turn) return;
      // First, so that the content between the tags stays if the browser does not support them.
      const wanted = [shared, css].map(sheetOf);
      this.#root ??= this.#open('light' in given);
      const { adoptedStyleSheets } = this.shadowRoot ?? document;
      for (const sheet of wanted) if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
      // Looked up now: the element may have left the page.
      const props = { ...given, ...parts, language: spoken, texts: { ...texts, ...given } };
      const Widget = Loaded as ComponentType<object>;
      // In this build JSX has React's types and makes Preact's nodes.
      render(this.isConnected ? ((<Widget {...props} />) as unknown as VNode) : null, this.#root);
    }

    /** What the shop wrote between the tags, such as a form that works without scripts, was shown until now. */
    #open(isLight: boolean) {
      if (!isLight) return this.attachShadow({ mode: 'open' });
      this.replaceChildren();
      return this;
    }

    disconnectedCallback() {
      // Later, since an element that is only moved must keep its input.
      this.show();
    }
  }
  customElements.define(name, Element);
}

const sheets: Record<string, CSSStyleSheet> = {};

function sheetOf(css: string): CSSStyleSheet {
  if (!sheets[css]) {
    sheets[css] = new CSSStyleSheet();
    sheets[css].replaceSync(css);
  }
  return sheets[css];
}

/** The texts of a widget with the shared ones, in the language, or in English where the file cannot be had. */
async function loadTexts(widget: string, language: string): Promise<{ texts: Texts; spoken: string }> {
  try {
    // The build writes these files: a computed name keeps forty of them out of the code.
    const { default: texts } = await import(/* @vite-ignore */ `./widgets.${widget}.${language}.js`);
    return { texts, spoken: language };
  } catch (error) {
    if (language === 'en') throw error;
    return loadTexts(widget, 'en');
  }
}

/** `wording-version` is `wordingVersion`. */
const property = (attribute: string) => attribute.replace(/-./g, (part) => part.slice(1).toUpperCase());
