import { NewsletterForm as Form } from '../newsletter/newsletter-form.tsx';
import { defineWidget } from './define.tsx';

// Each widget is a separate file with the name of its folder, fetched when its element is in the page.
defineWidget('back-in-stock', () => import('../back-in-stock/embed.ts'));
defineWidget('newsletter', async ({ format, variations, fields = '' }) => {
  const [prompt, inVariations, more] = await Promise.all([
    format && format !== 'inline' ? import('../newsletter-prompt/embed.ts') : undefined,
    variations ? import('../newsletter-variations/embed.ts') : undefined,
    /interests|birthday|phone/.test(fields) ? import('../newsletter-fields/embed.ts') : undefined,
  ]);
  const Shown = prompt?.Widget ?? Form;
  return {
    Widget: inVariations?.Widget ?? Shown,
    css: (prompt?.css ?? '') + (more?.css ?? ''),
    parts: { Shown, Form, More: more?.Widget },
  };
});
defineWidget('preference-center', () => import('../preference-center/embed.ts'));
defineWidget('push-permission', () => import('../push-permission/embed.ts'));
