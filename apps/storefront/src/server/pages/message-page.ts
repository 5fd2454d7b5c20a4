import { html } from 'hono/html';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';

type Message = { name: string; title: string; text: string; path: string };

function messagePage(context: PageContext, { name, title, text, path }: Message): Html {
  return layout(context, {
    name,
    title,
    description: text,
    path,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<div class="message">
      <img src="/pictures/nothing-here.svg" alt="" width="360" height="360">
      <div><h1>${title}</h1><p class="lead">${text}</p><p><a class="button" href="/">Back to the shelf</a></p></div>
    </div>`,
  });
}

export function notFoundPage(context: PageContext, path: string): Html {
  const text = 'This page moved out, or never lived here. The third floor is one flight down.';
  return messagePage(context, { name: 'not-found', title: 'Wrong floor', text, path });
}

export function failurePage(context: PageContext, path: string): Html {
  const text = 'Something fell off the rail on our side. Your cart is safe; please try again in a moment.';
  return messagePage(context, { name: 'failure', title: 'That broke', text, path });
}
