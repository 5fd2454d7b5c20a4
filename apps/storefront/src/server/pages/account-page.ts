import { html } from 'hono/html';
import type { Account } from '../accounts/accounts.ts';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';

const signedOut = html`<div class="account">
  <h1>Your account</h1>
  <p class="lead">You are not signed in. This shop opens an account with an order: tick “Create an account” at the checkout.</p>
  <p><a class="button" href="/">To the shelf</a></p>
</div>`;

const signedIn = ({
  firstName,
  email,
  userId,
  signature,
}: Account) => html`<div class="account" data-user-id="${userId}" data-signature="${signature}">
  <div class="account-head">
    <h1>Hello, ${firstName}</h1>
    <p class="note">${email}</p>
    <form method="post" action="/account/sign-out"><button type="submit" class="link-button">Sign out</button></form>
  </div>
  <beckon-preference-center user-id="${userId}" signature="${signature}" theme="light"></beckon-preference-center>
</div>`;

/** The signed-in shopper and their preferences. */
export function accountPage(context: PageContext, account: Account | undefined): Html {
  return layout(context, {
    name: 'account',
    title: 'Your account',
    description: 'What you get from us, to choose from.',
    path: '/account',
    head: html`<meta name="robots" content="noindex">`,
    body: account ? signedIn(account) : signedOut,
  });
}
