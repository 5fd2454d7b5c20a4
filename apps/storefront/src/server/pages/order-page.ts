import { html } from 'hono/html';
import { formatMoney } from '../../shared/money.ts';
import type { Order } from '../orders/order.ts';
import { check } from './icons.ts';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';

export function orderPage(context: PageContext, order: Order): Html {
  const { subtotal, shipping, total } = order.totals;
  return layout(context, {
    name: 'order',
    title: 'Thank you',
    description: 'Your order is in.',
    path: `/orders/${order.id}`,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<div class="thanks" data-order-cart="${order.cartId ?? ''}">
      <div class="thanks-text">
        <p class="thanks-mark">${check}</p>
        <h1>Thank you, ${order.firstName}</h1>
        <p class="lead">Your order is in. If this were a real shop, it would be on its way up the stairs.</p>
        <dl class="order-facts">
          <div><dt>Order number</dt><dd data-order-id>${order.id}</dd></div>
          <div><dt>E-mail</dt><dd>${order.email}</dd></div>
          <div><dt>Account</dt><dd>${order.userId === null ? 'Ordered as a guest' : html`<a href="/account">Yours</a>`}</dd></div>
        </dl>
        <p><a class="button" href="/">Back to the shelf</a></p>
        <beckon-push-permission theme="light"></beckon-push-permission>
      </div>
      <section class="summary" aria-labelledby="summary-title">
        <h2 id="summary-title">Your order</h2>
        <ul class="lines">${order.items.map(
          (item) => html`<li>
            <img src="${item.imageUrl}" alt="" width="72" height="72">
            <span class="line-text"><span>${item.title}</span> <span class="note">${[item.label, `${item.quantity} × ${formatMoney(item.price)}`].filter(Boolean).join(' · ')}</span></span>
            <span class="price">${formatMoney(item.price * item.quantity)}</span>
          </li>`,
        )}</ul>
        <dl class="totals">
          <div><dt>Subtotal</dt><dd>${formatMoney(subtotal)}</dd></div>
          <div><dt>Shipping</dt><dd>${shipping === 0 ? 'Free' : formatMoney(shipping)}</dd></div>
          <div class="totals-sum"><dt>Total</dt><dd>${formatMoney(total)}</dd></div>
        </dl>
      </section>
    </div>`,
  });
}
