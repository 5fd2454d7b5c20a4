import { html } from 'hono/html';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';

/** The same newsletter, as a shop built with React embeds it. */
export function reactPage(context: PageContext): Html {
  return layout(context, {
    name: 'react',
    title: 'The letter, in React',
    description: 'The newsletter form imported as a React component.',
    path: '/react',
    body: html`<div id="react-root" data-api-url="${context.apiUrl}" data-write-key="${context.writeKey}"></div>`,
  });
}
