import { NewsletterForm as Form } from '../newsletter/newsletter-form.tsx';
import { defineWidget } from './define.ts';

// Each is a file of its own with the name of its folder, fetched where its element stands in the page.
defineWidget('back-in-stock', () => import('../back-in-stock/embed.ts'));
defineWidget('newsletter', async ({ format, variants, fields = '' }) => {
  const [prompt, inVariants, more] = await Promise.all([
    format && format !== 'inline' ? import('../newsletter-prompt/embed.ts') : undefined,
    variants ? import('../newsletter-variants/embed.ts') : undefined,
    /interests|birthday|phone/.test(fields) ? import('../newsletter-fields/embed.ts') : undefined,
  ]);
  const Variant = prompt?.Widget ?? Form;
  return {
    Widget: inVariants?.Widget ?? Variant,
    css: (prompt?.css ?? '') + (more?.css ?? ''),
    parts: { Variant, Form, More: more?.Widget },
  };
});
defineWidget('preference-center', () => import('../preference-center/embed.ts'));
defineWidget('push-permission', () => import('../push-permission/embed.ts'));
