import type { PhoneText } from '@beckon/contract';
import { type Id, readId } from '@beckon/core/lib';
import { countSegments } from '@beckon/core/messages';
import type { IncomingSms } from '@beckon/core/sms';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Phone } from './phone.ts';

const styles = `
:root { color-scheme: light dark; --ink: #1f2733; --quiet: #5b6472; --paper: #f4f1ec; --card: #fff; --line: #0000001a; --theirs: #e9e7e2; --own: #1b6ac9; --on-own: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2efe9; --quiet: #a9b0bb; --paper: #14181e; --card: #1d232c; --line: #ffffff1f; --theirs: #2d3541; --own: #2a73cf; } }
* { box-sizing: border-box; } body { margin: 0 auto; max-width: 860px; padding: 40px 24px; background: var(--paper); color: var(--ink); font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } p { color: var(--quiet); margin: 0 0 24px; } a { color: inherit; }
nav ol { list-style: none; margin: 0; padding: 0; background: var(--card); border-radius: 14px; overflow: hidden; }
nav a { display: grid; grid-template-columns: 1fr auto; gap: 2px 16px; padding: 14px 20px; text-decoration: none; border-bottom: 1px solid var(--line); }
nav li:last-child a { border: 0; } nav a:hover, nav a:focus-visible { background: #7f7f7f14; } time, small, .last { color: var(--quiet); font-size: 14px; }
.last { grid-column: 1 / -1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.phone { max-width: 420px; margin: 0 auto; background: var(--card); border: 1px solid var(--line); border-radius: 36px; overflow: hidden; box-shadow: 0 12px 32px rgb(0 0 0 / .1); }
.phone header { padding: 20px; text-align: center; border-bottom: 1px solid var(--line); } .phone h1 { font-size: 18px; } .phone header p { margin: 0; font-size: 14px; }
.phone ol { list-style: none; margin: 0; padding: 20px; min-height: 300px; display: flex; flex-direction: column; gap: 14px; }
.phone li { max-width: 85%; align-self: flex-start; } .phone li.own { align-self: flex-end; text-align: right; }
.bubble { display: block; padding: 10px 14px; border-radius: 18px; border-end-start-radius: 4px; background: var(--theirs); white-space: pre-wrap; overflow-wrap: anywhere; text-align: start; }
.own .bubble { background: var(--own); color: var(--on-own); border-end-start-radius: 18px; border-end-end-radius: 4px; } .phone small { display: block; margin-top: 4px; }
.phone form { display: flex; gap: 8px; padding: 12px; border-top: 1px solid var(--line); }
input { flex: 1; min-width: 0; min-height: 44px; padding: 8px 16px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--quiet); border-radius: 22px; }
button { min-height: 44px; padding: 8px 18px; font: inherit; font-weight: 600; color: var(--on-own); background: var(--own); border: 0; border-radius: 22px; cursor: pointer; }
`;

/** The number from which the texts of all shops seem to come. */
const shopNumber = '+15550100';

export type PhoneOptions = {
  phone: Phone;
  /** Whether the sender of a request may read and answer texts. */
  mayRead: (request: Request) => Promise<boolean>;
  /** Takes an answer as a platform would bring it. */
  receive: (
    tenantId: Id<'ten'>,
    sms: Omit<IncomingSms, 'receivedAt' | 'vendorId'>,
  ) => Promise<PhoneText['understoodAs']>;
};

/** Pages and JSON of the development phone: what shoppers get as SMS, and a form that answers as they would. */
export function phoneRoutes({ phone, mayRead, receive }: PhoneOptions): Hono {
  const app = new Hono();
  for (const path of ['/phone', '/phone/*']) {
    app.use(path, async (c, next) => {
      if (!(await mayRead(c.req.raw))) return c.html(frame(signInFirst), 401, { 'cache-control': 'no-store' });
      const site = c.req.header('sec-fetch-site');
      if (c.req.method !== 'GET' && site !== undefined && site !== 'same-origin') return c.body(null, 403);
      return next();
    });
  }

  app.get('/phone.css', (c) => c.body(styles, 200, { 'content-type': 'text/css; charset=utf-8' }));

  app.get('/phone', async (c) => {
    const texts = await phone.list();
    const wantsJson = c.req.header('accept')?.includes('application/json') ?? false;
    if (wantsJson) return c.json({ data: texts }, 200, { 'cache-control': 'no-store' });
    return c.html(overview(texts), 200, { 'cache-control': 'no-store' });
  });

  app.delete('/phone', async (c) => {
    await phone.clear();
    return c.body(null, 204);
  });

  const conversationOf = async (c: Context) => {
    const { tenantId, number } = c.req.param() as { tenantId: string; number: string };
    const texts = (await phone.list()).filter((text) => text.tenantId === tenantId && text.number === number);
    return { tenantId, number, texts };
  };

  app.get('/phone/:tenantId/:number', async (c) => {
    const { number, texts } = await conversationOf(c);
    return texts.length === 0 ? c.notFound() : c.html(read(number, texts), 200, { 'cache-control': 'no-store' });
  });

  app.post('/phone/:tenantId/:number', async (c) => {
    const { tenantId, number, texts } = await conversationOf(c);
    const { text } = await c.req.parseBody();
    if (texts.length === 0) return c.notFound();
    if (typeof text === 'string' && text.trim() !== '') {
      const understoodAs = await receive(readId('ten', tenantId), { from: number, to: shopNumber, text });
      await phone.keepAnswer({ tenantId, number, text, understoodAs });
    }
    return c.redirect(pathOf({ tenantId, number }), 303);
  });
  return app;
}

const pathOf = ({ tenantId, number }: Pick<PhoneText, 'tenantId' | 'number'>) =>
  `/phone/${tenantId}/${encodeURIComponent(number)}`;

const signInFirst = html`<h1>Development phone</h1>
<p>This server can be reached from other machines, so its texts are for users alone. <a href="/admin/">Sign in to the admin app</a> and come back.</p>`;

function frame(content: unknown) {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Development phone</title><link rel="stylesheet" href="/phone.css"></head><body>${content}</body></html>`;
}

const inWords = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`;

function overview(texts: readonly PhoneText[]) {
  const last = new Map(texts.map((text) => [pathOf(text), text]));
  const newestFirst = [...last].sort(([, a], [, b]) => (a.id < b.id ? 1 : -1));
  return frame(
    html`<h1>Development phone</h1><p>Every text message that Beckon sends lands here and goes nowhere else. Open a conversation to answer as the shopper.</p>${
      newestFirst.length === 0
        ? html`<p>No text message yet.</p>`
        : html`<nav aria-label="Conversations"><ol>${newestFirst.map(
            ([path, { number, text, at }]) =>
              html`<li><a href="${path}"><strong>${number}</strong><time datetime="${at}">${inWords(at)}</time><span class="last" dir="auto">${text}</span></a></li>`,
          )}</ol></nav>`
    }`,
  );
}

const understood = {
  stop: 'Understood as STOP: no further text messages.',
  start: 'Understood as START: text messages again.',
  other: 'Kept for the shop to read.',
} as const;

function read(number: string, texts: readonly PhoneText[]) {
  return frame(
    html`<p><a href="/phone">All conversations</a></p>
<main class="phone"><header><h1>${number}</h1><p>as the shopper sees it</p></header>
<ol aria-label="Texts">${texts.map(({ direction, text, at, understoodAs }) => {
      const note = direction === 'to_shopper' ? sizeOf(text) : understood[understoodAs ?? 'other'];
      return html`<li class="${direction === 'from_shopper' ? 'own' : ''}"><span class="bubble" dir="auto">${withLinks(text)}</span><small><time datetime="${at}">${inWords(at)}</time> · ${note}</small></li>`;
    })}</ol>
<form method="post"><input name="text" aria-label="Answer as the shopper" placeholder="Answer, such as STOP" autocomplete="off" maxlength="1600" required><button type="submit">Send</button></form></main>`,
  );
}

function sizeOf(text: string): string {
  const { alphabet, segments } = countSegments(text);
  return `${segments} ${segments === 1 ? 'segment' : 'segments'}, ${alphabet === 'gsm7' ? 'GSM-7' : 'UCS-2'}`;
}

/** As phones do it, addresses become links. */
function withLinks(text: string) {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${part}" target="_blank" rel="noreferrer">${part}</a>` : part,
    );
}
