import { expect, test } from 'vitest';
import { readEvents } from './testing/read-file.ts';

const parameter = (key: string, value: object) => ({ key, value });
const line = (row: object) =>
  JSON.stringify({ event_timestamp: '1777622340123456', user_pseudo_id: '12.34', user_id: null, ...row });

test('a purchase becomes an untrusted order with amounts in minor units', async () => {
  const { events, preset } = await readEvents(
    line({
      event_name: 'purchase',
      event_params: [
        parameter('transaction_id', { string_value: 'T-1' }),
        parameter('currency', { string_value: 'HUF' }),
        parameter('value', { double_value: 4990.5 }),
        parameter('coupon', { string_value: 'MAY' }),
      ],
      items: [{ item_id: 'A', item_name: 'Mug', price: 2495.25, quantity: 2 }, { promotion_id: 'x' }],
    }),
  );
  expect(preset).toBe('ga4');
  expect(events).toMatchObject([
    {
      type: 'placed_order',
      occurredAt: '2026-05-01T07:59:00.123Z',
      anonymousId: '12.34',
      isClaim: true,
      properties: {
        coupon: 'MAY',
        currency: 'HUF',
        orderId: 'T-1',
        total: 499_050,
        items: [{ productId: 'A', title: 'Mug', price: 249_525, currency: 'HUF', quantity: 2 }],
      },
    },
  ]);
  expect(events[0]?.properties).not.toHaveProperty('transaction_id');
});

test('a flattened export yields the same events, and a shop’s own events keep their names', async () => {
  const { events, faults } = await readEvents(
    [
      'event_date,event_timestamp,event_name,user_id,user_pseudo_id,page_location,page_title,platform',
      '20260501,1777622340000000,page_view,,12.34,https://shop.test/a,A,WEB',
      '20260501,1777622340000000,video_start,k7,12.34,,,WEB',
      '20260501,,page_view,,12.34,,,WEB',
    ].join('\n'),
  );
  expect(events).toMatchObject([
    {
      type: 'page_viewed',
      anonymousId: '12.34',
      properties: { url: 'https://shop.test/a', title: 'A' },
      isClaim: false,
    },
    { type: 'video_start', userId: 'k7', properties: {} },
  ]);
  expect(faults).toEqual([expect.stringMatching(/^4: occurredAt is empty/)]);
});
