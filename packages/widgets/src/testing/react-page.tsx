import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Newsletter } from '../newsletter/index.ts';

/** The page of a shop that imports the React component. */
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Newsletter api={location.origin} writeKey="pk_test" />
  </StrictMode>,
);
