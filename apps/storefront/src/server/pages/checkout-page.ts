import { html } from 'hono/html';
import { type CheckoutErrors, type CheckoutField, type CheckoutValues, countries } from '../orders/checkout-form.ts';
import { catalogData } from './cart-page.ts';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';

export type CheckoutState = {
  values: CheckoutValues;
  errors: CheckoutErrors;
  wantsAccount: boolean;
  checkoutId: string;
};

type Field = { name: CheckoutField; label: string; autocomplete: string; type?: string };

const rows: readonly (readonly Field[])[] = [
  [
    { name: 'firstName', label: 'First name', autocomplete: 'given-name' },
    { name: 'lastName', label: 'Last name', autocomplete: 'family-name' },
  ],
  [{ name: 'email', label: 'E-mail', autocomplete: 'email', type: 'email' }],
];
const addressRows: readonly (readonly Field[])[] = [
  [{ name: 'street', label: 'Street and number', autocomplete: 'address-line1' }],
  [
    { name: 'postcode', label: 'Postcode', autocomplete: 'postal-code' },
    { name: 'city', label: 'City', autocomplete: 'address-level2' },
  ],
  [{ name: 'country', label: 'Country', autocomplete: 'country-name' }],
];

function control({ name, autocomplete, type = 'text' }: Field, { values, errors }: CheckoutState): Html {
  const invalid = errors[name] ? html`aria-invalid="true" aria-describedby="${name}-error"` : '';
  if (name !== 'country') {
    return html`<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" value="${values[name]}" required maxlength="200" ${invalid}>`;
  }
  return html`<select id="country" name="country" autocomplete="${autocomplete}" required ${invalid}>
    <option value="">Choose …</option>
    ${countries.map((country) => html`<option ${country === values.country ? html`selected` : ''}>${country}</option>`)}
  </select>`;
}

function fieldRow(fields: readonly Field[], state: CheckoutState): Html {
  return html`<div class="field-row">${fields.map(
    (field) => html`<div class="field">
      <label for="${field.name}">${field.label}</label>
      ${control(field, state)}
      ${state.errors[field.name] ? html`<p class="field-error" id="${field.name}-error">${state.errors[field.name]}</p>` : ''}
    </div>`,
  )}</div>`;
}

function errorSummary(errors: CheckoutErrors): Html | '' {
  const entries = Object.entries(errors);
  if (entries.length === 0) return '';
  return html`<div class="error-summary" role="alert" tabindex="-1" id="error-summary" aria-labelledby="error-title">
    <h2 id="error-title">Please check ${entries.length === 1 ? 'one thing' : `${entries.length} things`}</h2>
    <ul>${entries.map(([name, message]) => html`<li><a href="${name === 'cart' ? '/cart' : `#${name}`}">${message}</a></li>`)}</ul>
  </div>`;
}

export function checkoutPage(context: PageContext, state: CheckoutState): Html {
  return layout(context, {
    name: 'checkout',
    title: 'Checkout',
    description: 'Where should we send it?',
    path: '/checkout',
    body: html`<h1>Checkout</h1>
    ${errorSummary(state.errors)}
    <div class="checkout">
      <form method="post" action="/checkout" id="checkout-form" novalidate>
        <fieldset><legend>You</legend>${rows.map((row) => fieldRow(row, state))}</fieldset>
        <fieldset><legend>Shipping address</legend>${addressRows.map((row) => fieldRow(row, state))}</fieldset>
        <fieldset>
          <legend>Payment</legend>
          <p class="pretend"><strong>Play money.</strong> This is a demo shop: no card is asked for, nothing is charged and nothing is shipped.</p>
        </fieldset>
        <label class="checkbox"><input type="checkbox" name="createAccount" value="yes" ${state.wantsAccount ? html`checked` : ''}> <span>Create an account, so that next time is quicker</span></label>
        <input type="hidden" name="checkoutId" value="${state.checkoutId}">
        <input type="hidden" name="cart" value="[]">
        <input type="hidden" name="cartId" value="">
        <input type="hidden" name="anonymousId" value="">
        <button type="submit" class="button button-wide">Place order</button>
      </form>
      <aside class="summary" aria-labelledby="summary-title">
        <h2 id="summary-title">Your order</h2>
        <div id="summary"><noscript><p>The cart of this shop needs JavaScript.</p></noscript></div>
        <p><a href="/cart">Change the cart</a></p>
      </aside>
    </div>
    ${catalogData(context)}`,
  });
}
