import { findUserLink, type UserLink } from '@beckon/core/access';
import { acceptUserLink } from '@beckon/core/admin';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { readFields } from '../http/body.ts';
import { type FormFaults, faultsByField, field, passwordField, passwordSchema, personNameSchema } from './fields.ts';
import { answerWithPage } from './page.ts';

/** Where a user sets name and password. */
export const accountUrl = (adminUrl: string, token: string) => `${adminUrl}/account/${token}`;

const accountSchema = z.object({ name: personNameSchema, password: passwordSchema });

/**
 * The page behind the one-time link of a user. GET shows and changes nothing; POST sets name and password. In English, as
 * the admin app is.
 */
export function accountPages({ ctx, signIn }: ApiDeps): Hono {
  const app = new Hono();

  app.get('/account/:token', async (c) => show(c, await findUserLink(ctx, c.req.param('token'))));

  app.post('/account/:token', async (c) => {
    const token = c.req.param('token');
    const link = await findUserLink(ctx, token);
    if (link?.status !== 'good') return show(c, link);
    const fields = await readFields(c.req.raw);
    const given = accountSchema.safeParse(fields);
    if (!given.success) return show(c, link, { fields, faults: faultsByField(given.error) });
    const { name, password } = given.data;
    const used = await acceptUserLink(ctx, token, { name, passwordHash: await signIn.hashPassword(password) });
    // Another request may have used it in between.
    return used?.status === 'good' ? renderDone(c, used) : show(c, used);
  });

  return app;
}

type Refused = { fields: Record<string, unknown>; faults: FormFaults };

function show(c: Context, link: UserLink | null, refused?: Refused): Response {
  const page = { language: 'en', shop: link?.shop ?? null, isEnglishOnly: true } as const;
  if (link?.status !== 'good') {
    const { title, text, status } = unusable[link?.status ?? 'unknown'];
    return answerWithPage(c.req.raw, { ...page, title, text }, status);
  }
  const isNew = link.purpose === 'invitation';
  const name = typeof refused?.fields.name === 'string' ? refused.fields.name : link.name;
  const body = html`<form method="post">${field({
    name: 'email',
    label: 'Email address',
    value: link.email,
    type: 'email',
    autocomplete: 'username',
    isReadonly: true,
  })}${field({
    name: 'name',
    label: 'Your name',
    value: name,
    autocomplete: 'name',
    fault: refused?.faults.name,
  })}${passwordField(refused?.faults.password)}<button type="submit">Save</button></form>`;
  return answerWithPage(
    c.req.raw,
    {
      ...page,
      title: isNew ? `Join ${link.shop}` : 'Choose a new password',
      text: isNew
        ? `You are invited to ${link.shop} on Beckon. Enter your name and choose a password.`
        : 'You will be signed out everywhere and can sign in with the new password.',
      body,
    },
    refused ? 400 : 200,
  );
}

const unusable = {
  unknown: {
    title: 'This link does not work',
    text: 'Check that you opened the whole link, or ask an owner or admin of the shop for a new one.',
    status: 404,
  },
  used: {
    title: 'This link has been used',
    text: 'Each link works once. Sign in with your password, or ask an owner or admin of the shop for a new link.',
    status: 410,
  },
  expired: {
    title: 'This link has expired',
    text: 'Ask an owner or admin of the shop for a new link.',
    status: 410,
  },
} as const;

function renderDone(c: Context, { shop }: UserLink): Response {
  const body = html`<p><a href="../admin/">Sign in</a></p>`;
  const text = 'You can now sign in with your email address and your password.';
  return answerWithPage(c.req.raw, {
    language: 'en',
    isEnglishOnly: true,
    shop,
    title: 'Your password is saved',
    text,
    body,
  });
}
