import { currencyCodes, newTenantSchema } from '@beckon/contract';
import { findSetUpLink, type SetUpStatus } from '@beckon/core/access';
import { setUpFirstTenant } from '@beckon/core/admin';
import { DomainError } from '@beckon/core/lib';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { readFields } from '../http/body.ts';
import {
  choice,
  type FormFaults,
  faultsByField,
  field,
  lineSchema,
  passwordField,
  passwordSchema,
  personNameSchema,
} from './fields.ts';
import { answerWithPage } from './page.ts';

/** Where the first shop of an installation is set up. */
export const setUpUrl = (adminUrl: string, token: string) => `${adminUrl}/set-up/${token}`;

const { siteUrl, currency } = newTenantSchema.shape;

const setUpSchema = z.object({
  shop: lineSchema('the name of the shop'),
  siteUrl: z
    .string()
    .trim()
    .refine((text) => siteUrl.safeParse(text).success, 'Enter an address such as https://www.shop.example.'),
  currency: z.string('Choose a currency.').refine((text) => currency.safeParse(text).success, 'Choose a currency.'),
  timezone: z.string('Choose a time zone.').min(1, 'Choose a time zone.'),
  name: personNameSchema,
  email: z.string().trim().pipe(z.email('Enter an address such as you@shop.example.').max(254)),
  password: passwordSchema,
});

type Given = { fields: Record<string, unknown>; faults: FormFaults };

/** The page behind the link that a production start prints while there is no tenant. GET changes nothing; POST sets up. */
export function setUpPages({ ctx, signIn }: ApiDeps): Hono {
  const app = new Hono();

  app.get('/set-up/:token', async (c) => show(c, await findSetUpLink(ctx, c.req.param('token'))));

  app.post('/set-up/:token', async (c) => {
    const token = c.req.param('token');
    const status = await findSetUpLink(ctx, token);
    if (status !== 'good') return show(c, status);
    const fields = await readFields(c.req.raw);
    const given = setUpSchema.safeParse(fields);
    if (!given.success) return show(c, status, { fields, faults: faultsByField(given.error) });
    const { shop, name, email, password, ...settings } = given.data;
    const owner = { name, email, passwordHash: await signIn.hashPassword(password) };
    try {
      // Mails are from the owner until the settings say otherwise.
      const tenant = { ...settings, name: shop, senderAddress: email };
      const found = await setUpFirstTenant(ctx, token, tenant, owner);
      return found === 'good' ? renderDone(c, shop) : show(c, found);
    } catch (error) {
      if (!(error instanceof DomainError && error.errors)) throw error;
      return show(c, status, { fields, faults: { timezone: 'Choose a time zone.' } });
    }
  });

  return app;
}

const page = { language: 'en', shop: null, isEnglishOnly: true } as const;

function show(c: Context, status: SetUpStatus, given: Given = { fields: {}, faults: {} }): Response {
  if (status !== 'good') {
    const { title, text, body, code } = unusable[status];
    return answerWithPage(c.req.raw, { ...page, title, text, body }, code);
  }
  const hasFaults = Object.keys(given.faults).length > 0;
  return answerWithPage(
    c.req.raw,
    {
      ...page,
      title: 'Set up Beckon',
      text: 'Enter the details of your shop and create the account of its owner. You can change the details later.',
      body: form(given),
    },
    hasFaults ? 400 : 200,
  );
}

function form({ fields, faults }: Given) {
  const filled = (name: string) => ({
    name,
    value: typeof fields[name] === 'string' ? (fields[name] as string) : '',
    fault: faults[name],
  });
  return html`<form method="post"><fieldset><legend>Your shop</legend>${field({
    ...filled('shop'),
    label: 'Name of the shop',
    autocomplete: 'organization',
  })}${field({
    ...filled('siteUrl'),
    label: 'Website',
    type: 'url',
    autocomplete: 'url',
    note: 'Such as https://www.shop.example',
  })}${choice({ ...filled('currency'), label: 'Currency' }, currencyCodes.toSorted())}${choice(
    { ...filled('timezone'), label: 'Time zone' },
    timeZones(),
  )}</fieldset><fieldset><legend>Your account</legend>${field({
    ...filled('name'),
    label: 'Your name',
    autocomplete: 'name',
  })}${field({
    ...filled('email'),
    label: 'Email address',
    type: 'email',
    autocomplete: 'username',
    note: 'You sign in with it.',
  })}${passwordField(faults.password)}</fieldset><button type="submit">Create the shop</button></form>`;
}

const timeZones = () => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

const signInLink = html`<p><a href="../admin/">Sign in</a></p>`;

const unusable = {
  unknown: {
    title: 'This link does not work',
    text: 'Check that you opened the whole link, or restart Beckon: it prints a new one.',
    body: undefined,
    code: 404,
  },
  expired: {
    title: 'This link has expired',
    text: 'Restart Beckon: it prints a new link.',
    body: undefined,
    code: 410,
  },
  done: {
    title: 'Beckon is set up',
    text: 'This link has been used, or a shop was created by command.',
    body: signInLink,
    code: 410,
  },
} as const;

function renderDone(c: Context, shop: string): Response {
  return answerWithPage(c.req.raw, {
    ...page,
    shop,
    title: 'Your shop is ready',
    text: 'Sign in with your email address and your password. Before you send marketing mails, set the sender and the postal address of the shop.',
    body: signInLink,
  });
}
