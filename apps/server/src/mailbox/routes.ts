import type { Mail } from '@beckon/contract';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Mailbox } from './mailbox.ts';

const styles = `
:root { color-scheme: light dark; --ink: #1f2733; --quiet: #5b6472; --paper: #f4f1ec; --card: #fff; --line: #0000001a; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2efe9; --quiet: #a9b0bb; --paper: #14181e; --card: #1d232c; --line: #ffffff1f; } }
* { box-sizing: border-box; } body { margin: 0 auto; max-width: 860px; padding: 40px 24px; background: var(--paper); color: var(--ink); font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } p { color: var(--quiet); margin: 0 0 24px; } a { color: inherit; }
ol { list-style: none; margin: 0; padding: 0; background: var(--card); border-radius: 14px; overflow: hidden; }
li a { display: grid; grid-template-columns: 1fr auto; gap: 2px 16px; padding: 14px 20px; text-decoration: none; border-bottom: 1px solid var(--line); }
li:last-child a { border: 0; } li a:hover, li a:focus-visible { background: #7f7f7f14; } time, .to { color: var(--quiet); font-size: 14px; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; color: var(--quiet); font-size: 14px; margin: 0 0 20px; } dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 70vh; border: 0; border-radius: 14px; background: #fff; }
`;

/**
 * Pages and JSON of the development mailbox. Mails are shown in a frame without scripts.
 * @param mayRead whether the sender of a request may read the mailbox
 */
export function mailboxRoutes(mailbox: Mailbox, mayRead: (request: Request) => Promise<boolean>): Hono {
  const app = new Hono();
  for (const path of ['/mailbox', '/mailbox/*']) {
    app.use(path, async (c, next) => {
      if (await mayRead(c.req.raw)) return next();
      return c.html(frame('Development mailbox', signInFirst), 401, { 'cache-control': 'no-store' });
    });
  }
  const wantsJson = (request: Request) => request.headers.get('accept')?.includes('application/json') ?? false;

  app.get('/mailbox.css', (c) => c.body(styles, 200, { 'content-type': 'text/css; charset=utf-8' }));

  app.get('/mailbox', async (c) => {
    const mails = await mailbox.list();
    if (wantsJson(c.req.raw)) return c.json({ data: mails }, 200, { 'cache-control': 'no-store' });
    return c.html(list(mails));
  });

  app.delete('/mailbox', async (c) => {
    const site = c.req.header('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin') return c.body(null, 403);
    await mailbox.clear();
    return c.body(null, 204);
  });

  app.get('/mailbox/:id', async (c) => {
    const mail = await mailbox.read(c.req.param('id'));
    if (!mail) return c.notFound();
    return wantsJson(c.req.raw) ? c.json(mail, 200, { 'cache-control': 'no-store' }) : c.html(read(mail));
  });

  app.get('/mailbox/:id/content', async (c) => {
    const mail = await mailbox.read(c.req.param('id'));
    if (!mail) return c.notFound();
    // No scripts and nothing of ours within reach, but links that open beside it.
    const csp =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src * data:";
    const content = mail.html ? `<base target="_blank">${mail.html}` : html`<pre>${mail.text ?? ''}</pre>`;
    return c.html(content, 200, { 'content-security-policy': csp });
  });
  return app;
}

const signInFirst = html`<h1>Development mailbox</h1>
<p>This server can be reached from other machines, so its mails are for users alone. <a href="/admin/">Sign in to the admin app</a> and come back.</p>`;

function frame(title: string, content: unknown) {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/mailbox.css"></head><body>${content}</body></html>`;
}

function list(mails: Mail[]) {
  return frame(
    'Development mailbox',
    html`<h1>Development mailbox</h1><p>Every mail that Beckon sends lands here and goes nowhere else.</p>${
      mails.length === 0
        ? html`<p>No mail yet. Sign up for the newsletter in the demo shop.</p>`
        : html`<ol>${mails.map(
            (mail) =>
              html`<li><a href="/mailbox/${mail.id}"><strong>${mail.subject}</strong><time>${mail.receivedAt.slice(0, 19).replace('T', ' ')} UTC</time><span class="to">to ${mail.to}</span></a></li>`,
          )}</ol>`
    }`,
  );
}

function read(mail: Mail) {
  return frame(
    mail.subject,
    html`<p><a href="/mailbox">All mails</a></p><h1>${mail.subject}</h1>
<dl><dt>From</dt><dd>${mail.from}</dd><dt>To</dt><dd>${mail.to}</dd><dt>Received</dt><dd>${mail.receivedAt}</dd></dl>
<iframe src="/mailbox/${mail.id}/content" title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`,
  );
}
