import type { Channel } from '../ports/index.ts';
import type { MessageTexts } from './texts/index.ts';

export type DefaultMessage = {
  key: string;
  name: string;
  channel?: Channel;
  category: 'transactional' | 'marketing';
  subject: string;
  preheader?: string;
  /** MJML for mails, plain text for SMS and push. */
  body: string;
};

export const title = (text: string) => `<mj-text css-class="title">${text}</mj-text>`;
export const text = (words: string) => `<mj-text>${words}</mj-text>`;
export const button = (url: string, words: string) => `<mj-button href="{{ ${url} }}">${words}</mj-button>`;
export const quiet = (words: string) => `<mj-text css-class="quiet">${words}</mj-text>`;
export const link = (url: string, words: string) =>
  words.replace('<a>', `<a href="{{ ${url} }}" style="color:#5b6472">`);

/** Products of a list; nothing where it is empty. */
export const grid = (list: string) => `{% render 'product_grid', items: ${list}.items %}`;

/** The product that a message is about. */
export const productCard = [
  `<mj-raw>{% if product.image_url %}</mj-raw><mj-image src="{{ product.image_url }}" href="{{ product.url }}" alt="{{ product.title }}" border-radius="10px" padding="0 0 20px" /><mj-raw>{% endif %}</mj-raw>`,
  text('<strong>{{ product.title }}</strong>{% if product.price %}<br />{{ product.price }}{% endif %}'),
].join('\n');

/** Parts that are shown only if a list has products. */
export const unlessEmpty = (list: string, ...parts: string[]) =>
  [`<mj-raw>{% if ${list}.items.size > 0 %}</mj-raw>`, ...parts, '<mj-raw>{% endif %}</mj-raw>'].join('\n');

/** Replaces the short names used in the catalogs with Liquid. */
export function withVariables(texts: MessageTexts): MessageTexts {
  const variables: Record<string, string> = {
    shop: '{{ shop.name }}',
    order: '{{ order.id }}',
    product: `{% if product_title %}${texts.quoted.replace('{title}', '{{ product_title }}')}{% else %}${texts.something}{% endif %}`,
  };
  const named: Partial<Record<string, Record<string, string>>> = {
    hello: { name: '{{ first_name }}' },
    welcomeNameTitle: { name: '{{ contact.first_name }}' },
    birthdayNameTitle: { name: '{{ contact.first_name }}' },
    backSubject: { product: '{{ product.title }}' },
    priceSubject: { product: '{{ product.title }}' },
  };
  const write = (key: string, words: string) =>
    words.replace(/\{(shop|product|order|name)\}/g, (_, name: string) => named[key]?.[name] ?? variables[name]!);
  return Object.fromEntries(Object.entries(texts).map(([key, words]) => [key, write(key, words)])) as MessageTexts;
}
