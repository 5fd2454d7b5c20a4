import '@beckon/widgets/styles.css';
import { Newsletter } from '@beckon/widgets/newsletter';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { find } from './element.ts';

type Connection = { apiUrl: string; writeKey: string };

function ReactPage({ apiUrl, writeKey }: Connection) {
  return (
    <div className="letter-page">
      <div>
        <h1>The letter, in React</h1>
        <p className="lead">
          What to sow, what is new, and one neighbour’s four square metres. Once a month, and never a word too many.
        </p>
        <p className="note">
          This page is rendered by React. The form is the component <code>Newsletter</code> of{' '}
          <code>@beckon/widgets/newsletter</code>: the same one that the footer uses as a custom element.
        </p>
      </div>
      <div className="letter-card">
        <Newsletter api={apiUrl} writeKey={writeKey} formId="react" />
      </div>
    </div>
  );
}

const root = find('#react-root');
const { apiUrl = '', writeKey = '' } = root.dataset;
createRoot(root).render(
  <StrictMode>
    <ReactPage apiUrl={apiUrl} writeKey={writeKey} />
  </StrictMode>,
);
