import { collectRequestSchema, eventCatalog } from '@beckon/contract';
import { expect, it } from 'vitest';
import { serverSnippet } from './server-snippet.ts';

it('shows a body that the API accepts', () => {
  const [, body = ''] = serverSnippet('https://kit.shop.example').match(/-d '([\s\S]+)'$/) ?? [];
  const { events } = collectRequestSchema.parse(JSON.parse(body));
  expect(eventCatalog.placed_order.properties.parse(events[0]?.properties)).toMatchObject({ total: 12_900 });
});
