import { expect, test } from 'vitest';
import { createTracker } from './index.ts';

test('on a server every call does nothing', () => {
  const tracker = createTracker({ key: 'pk_test', api: 'https://beckon.shop.example' });
  expect(tracker).toMatchObject({ key: 'pk_test', api: 'https://beckon.shop.example' });
  tracker.track('size_guide_opened');
  tracker.page();
  tracker.identify('anna@example.com');
  tracker.addedToCart({ productId: 'mug' });
  tracker.consent({ analytics: true });
  tracker.on('event', () => {});
  expect(tracker.anonymousId()).toBeUndefined();
});
