import '@beckon/widgets/styles.css';
import { BackInStock } from '@beckon/widgets/back-in-stock';
import { Newsletter } from '@beckon/widgets/newsletter';
import { PreferenceCenter } from '@beckon/widgets/preference-center';
import { PushPermission } from '@beckon/widgets/push-permission';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { find } from './element.ts';

/** The data that the shop's server embeds in this page. */
type Facts = {
  apiUrl?: string;
  writeKey?: string;
  /** A sold-out product, according to the server. */
  productId?: string;
  variantId?: string;
  soldOut?: string;
  /** The shopper who is signed in. */
  userId?: string;
  signature?: string;
};

function Example({ of, from, children }: { of: string; from: string; children: ReactNode }) {
  return (
    <section className="example" aria-label={of}>
      <p className="note">
        <code>{`<${of} />`}</code> from <code>@beckon/widgets/{from}</code>
      </p>
      {children}
    </section>
  );
}

function ReactPage({ apiUrl, writeKey, productId = '', variantId, soldOut, userId, signature }: Facts) {
  const beckon = { api: apiUrl, writeKey, theme: 'light' };
  return (
    <div className="react-page">
      <div className="react-head">
        <h1>The same widgets, in React</h1>
        <p className="lead">
          This page is rendered by React. Its forms are components of <code>@beckon/widgets</code>: the same ones that
          the other pages use as custom elements.
        </p>
      </div>
      <Example of="Newsletter" from="newsletter">
        <Newsletter {...beckon} formId="react" />
      </Example>
      <Example of="BackInStock" from="back-in-stock">
        <BackInStock {...beckon} productId={productId} variantId={variantId} soldOut={soldOut} />
      </Example>
      <Example of="PushPermission" from="push-permission">
        <PushPermission {...beckon} userId={userId} signature={signature} always />
      </Example>
      <Example of="PreferenceCenter" from="preference-center">
        {userId ? (
          <PreferenceCenter {...beckon} userId={userId} signature={signature} />
        ) : (
          <p>
            It is for who is signed in: order something <a href="/">from the shelf</a> and tick “Create an account”.
          </p>
        )}
      </Example>
    </div>
  );
}

const root = find('#react-root');
createRoot(root).render(
  <StrictMode>
    <ReactPage {...(root.dataset as Facts)} />
  </StrictMode>,
);
