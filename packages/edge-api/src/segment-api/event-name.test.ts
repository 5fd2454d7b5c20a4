import { eventTypeSchema } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toEventType } from './event-name.ts';

test.each([
  ['Signed Up', 'signed_up'],
  ['signedUp', 'signed_up'],
  ['  Coupon—Applied! ', 'coupon_applied'],
  ['Café Visited', 'cafe_visited'],
  ['Step 2 Completed', 'step_2_completed'],
  ['checkout:step/viewed', 'checkout_step_viewed'],
  ['Order Completed 🎉', 'order_completed'],
  ['Größe gewählt', 'grosse_gewahlt'],
  ['GRÖẞE', 'grosse'],
  ['Søg', 'sog'],
  ['Ærlig Køb', 'aerlig_kob'],
  ['kurvÆndret', 'kurv_aendret'],
  ['Łódź wybrana', 'lodz_wybrana'],
  ['Đặt hàng', 'dat_hang'],
  ['Þjónusta', 'thjonusta'],
  ['Alışveriş tamamlandı', 'alisveris_tamamlandi'],
  ['İndirim', 'indirim'],
  ['Œuvre vue', 'oeuvre_vue'],
  ['Sifariş ləğvi', 'sifaris_legvi'],
  ['Kauaʻi viewed', 'kauai_viewed'],
  ['3DS Completed', null],
  ['登録', null],
  ['Заказ Order', null],
  ['', null],
  ['!!!', null],
  ['x'.repeat(65), null],
])('%j becomes %j', (name, type) => {
  expect(toEventType(name)).toBe(type);
});

test('any name becomes a valid type or none, and a valid type is not changed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (name) => {
      const type = toEventType(name);
      if (type === null) return;
      expect(eventTypeSchema.safeParse(type).success).toBe(true);
      expect(toEventType(type)).toBe(type);
    }),
    { numRuns: 500 },
  );
});
