import { html } from 'hono/html';
import type { Account } from '../accounts/accounts.ts';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';

/** Sold out at the start; the warehouse can restock it. */
const example = { productId: 'citronella-candle', variantId: 'citronella-candle-clay' };

/** The widgets in a shop built with React. */
export function reactPage(context: PageContext, account: Account | undefined): Html {
  const who = account ? html` data-user-id="${account.userId}" data-signature="${account.signature}"` : '';
  return layout(context, {
    name: 'react',
    title: 'The same widgets, in React',
    description: 'The widgets of Beckon imported as React components.',
    path: '/react',
    body: html`<div id="react-root" data-api-url="${context.apiUrl}" data-write-key="${context.writeKey}"
      data-product-id="${example.productId}" data-variant-id="${example.variantId}"
      data-sold-out="${context.stock.left(example.variantId) === 0}"${who}></div>`,
  });
}
