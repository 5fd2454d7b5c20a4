import { defineWidget } from './define.ts';

// Each is a file of its own with the name of its folder, fetched where its element stands in the page.
defineWidget('back-in-stock', () => import('../back-in-stock/embed.ts'));
defineWidget('newsletter', ({ format, variants, fields = '' }) =>
  format || variants || /interests|birthday|phone/.test(fields)
    ? import('../newsletter-full/embed.ts')
    : import('../newsletter/embed.ts'),
);
defineWidget('preference-center', () => import('../preference-center/embed.ts'));
defineWidget('push-permission', () => import('../push-permission/embed.ts'));
