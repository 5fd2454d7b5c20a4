import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestContext, runs } from '../testing/index.ts';
import type { DueDelivery } from './due-delivery.ts';
import { renderEmail, TemplateFault } from './render.ts';

const { ctx } = await createTestContext();

function delivery(more: {
  subject?: string;
  body?: string;
  category?: DueDelivery['category'];
  variables?: Record<string, unknown>;
  firstName?: string | null;
  shop?: string;
  postalAddress?: string;
}): DueDelivery {
  return {
    id: 'dlv_1',
    tenantId: 'ten_1',
    contactId: 'ctc_1',
    channel: 'email',
    category: more.category ?? 'marketing',
    status: 'due',
    fence: 0,
    dispatchedAt: null,
    origin: { kind: 'system' },
    variables: more.variables ?? {},
    data: { values: {}, obstacle: null },
    product: null,
    address: 'anna@example.com',
    platform: 'test',
    idempotencyWindow: 0,
    dkim: null,
    contact: { firstName: more.firstName ?? null, lastName: null, generation: 0, email: 'anna@example.com' },
    message: {
      id: 'msg_1',
      key: 'news',
      language: 'en',
      preheader: '',
      subject: more.subject ?? 'News',
      body: more.body ?? '<mj-text>Hello</mj-text>',
      updatedAt: new Date(0),
      version: 1,
      utm: {},
    },
    tenant: {
      name: more.shop ?? 'Third Floor',
      siteUrl: 'https://shop.test',
      senderName: 'Third Floor',
      senderAddress: 'hello@shop.test',
      postalAddress: more.postalAddress ?? '1 Harbor Street',
      timezone: 'UTC',
      country: null,
      quietFrom: '20:00',
      quietUntil: '09:00',
      tracksOpens: true,
      tracksClicks: true,
      addsUtm: false,
      utmSource: 'beckon',
    },
  };
}
const render = (more: Parameters<typeof delivery>[0]) => renderEmail(ctx, delivery(more));

const hostile = fc.constantFrom(
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{ contact.email }}',
  '{% raw %}',
  "' onmouseover='x",
  '&lt;b&gt;',
  '</mj-text><mj-button href="https://evil.test">Click</mj-button>',
  'Anna\r\nBcc: all@example.com',
);

test('markup in a name is text in the mail', async () => {
  const name = fc.oneof(hostile, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }));
  await fc.assert(
    fc.asyncProperty(name, async (firstName) => {
      const { html } = await render({ firstName, body: '<mj-text>Hello {{ contact.first_name }}!</mj-text>' });
      const plain = await render({ firstName: 'Anna', body: '<mj-text>Hello {{ contact.first_name }}!</mj-text>' });
      const tags = (text: string) => text.match(/<\/?[a-z][^>]*>/gi);
      expect(tags(html)).toEqual(tags(plain.html));
      expect(html).not.toContain('anna@example.com');
    }),
    { numRuns: runs(100) },
  );
});

test('markup in a variable cannot leave its attribute', async () => {
  const { html } = await render({
    body: '<mj-button href="{{ link }}">Go</mj-button>',
    variables: { link: 'https://shop.test/"><script>alert(1)</script>' },
  });
  expect(html).not.toContain('<script>alert');
});

test('whatever a variable holds, the subject is one line', async () => {
  const value = fc.oneof(
    hostile,
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a\r\nBcc: b@c.de', 'a\u2028b', 'a\x0bb'),
  );
  await fc.assert(
    fc.asyncProperty(value, async (title) => {
      const { subject, headers } = await render({ subject: 'New: {{ title }}', variables: { title } });
      for (const text of [subject, ...Object.keys(headers), ...Object.values(headers)]) {
        expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }
      expect(subject.startsWith('New:')).toBe(true);
      expect(subject.length).toBeLessThanOrEqual(250);
    }),
    { numRuns: runs(200) },
  );
});

test('a variable of the shopper is never a template', async () => {
  const { html, subject } = await render({
    subject: '{{ title }}',
    body: '<mj-text>{{ title }}</mj-text>',
    variables: { title: '{{ contact.email }}{% assign x = 1 %}' },
  });
  expect(subject).toBe('{{ contact.email }}{% assign x = 1 %}');
  expect(html).not.toContain('anna@example.com');
});

test('templates reach own properties only', async () => {
  for (const path of ['contact.constructor', 'contact.__proto__', 'shop.toString', 'title.constructor.name']) {
    const rendering = render({ body: `<mj-text>[{{ ${path} }}]</mj-text>`, variables: { title: 'x' } });
    await expect(rendering, path).rejects.toBeInstanceOf(TemplateFault);
  }
});

test('templates cannot read files', async () => {
  for (const tag of ['{% include "/etc/passwd" %}', '{% render "../package.json" %}', '{% layout "x" %}']) {
    await expect(render({ body: `<mj-text>${tag}</mj-text>` }), tag).rejects.toThrow();
  }
  const { html } = await render({ body: '<mj-include path="/etc/passwd" />' }).catch(() => ({ html: '' }));
  expect(html).not.toContain('root:');
});

test('Feature: marketing-automation, Property 29: Missing variable → default fallback (16.4)', async () => {
  const word = fc.stringMatching(/^[a-z]{3,12}$/);
  const given = fc.option(fc.stringMatching(/^[A-Za-z0-9]{1,20}$/), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(word, word, given, async (name, fallback, value) => {
      const variables = value === undefined ? {} : { [`my_${name}`]: value };
      const rendering = (text: string) => render({ subject: text, body: `<mj-text>[${text}]</mj-text>`, variables });
      const { subject, html, text } = await rendering(`{{ my_${name} | default: '${fallback}' }}`);
      expect(subject).toBe(value ?? fallback);
      expect(html).toContain(`[${value ?? fallback}]`);
      expect(text).toContain(`[${value ?? fallback}]`);
      // Without a fallback, an incomplete message is not sent: the reason names the missing variables.
      const bare = rendering(`{{ my_${name} }}`);
      if (value === undefined) await expect(bare).rejects.toThrow(`my_${name}`);
      else expect((await bare).subject).toBe(value);
    }),
    { numRuns: runs(100) },
  );
});

test('a name that is not known is a missing variable', async () => {
  await expect(render({ body: '<mj-text>Hi {{ contact.first_name }}</mj-text>' })).rejects.toThrow(
    'a variable has no value and no fallback',
  );
});

test('Feature: marketing-automation, Property 32: Every marketing email has an unsubscribe link (17.3)', async () => {
  const prose = fc.stringMatching(/^[A-Za-z0-9 .,!]{0,200}$/);
  const shopName = fc.stringMatching(/^[A-Za-z0-9 ]{1,30}$/);
  await fc.assert(
    fc.asyncProperty(prose, prose, shopName, async (subject, body, shop) => {
      const mail = await render({
        subject,
        body: `<mj-text>${body}</mj-text>`,
        shop,
        postalAddress: '7 Quay Lane',
      });
      const link = /<(https:\/\/beckon\.test\/u\/[\w.-]+)>/.exec(mail.headers['List-Unsubscribe']!)?.[1];
      expect(link).toBeDefined();
      expect(mail.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
      expect(mail.html).toContain(`href="${link}"`);
      expect(mail.text).toContain(link);
      expect(mail.html).toContain('7 Quay Lane');
      expect(mail.text).toContain('7 Quay Lane');
      expect(mail.hasOptOut).toBe(true);
    }),
    { numRuns: runs(100) },
  );
});

test('a service mail has no unsubscribe link', async () => {
  const mail = await render({ category: 'transactional' });
  expect(mail.headers).toEqual({});
  expect(mail.html).not.toContain('/u/');
  expect(mail.hasOptOut).toBe(false);
});

test('a mail loads nothing from elsewhere', async () => {
  const { html } = await render({});
  expect(html).not.toMatch(/<link|@import|<script|<img|url\(/i);
});

test('a template that works without end is stopped', async () => {
  const body = '<mj-text>{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}</mj-text>';
  await expect(render({ body })).rejects.toThrow();
});
