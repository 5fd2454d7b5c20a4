import { describe, expect, test } from 'vitest';
import { pause, until } from './testing/shop.ts';
import { isCollected, shop, visit } from './testing/visit.ts';

describe('widgets', () => {
  test('are not loaded by a page that has none', async () => {
    await visit();
    await isCollected('page_viewed');
    await pause(300);
    expect(shop.asked).not.toContain('/widgets.js');
  });

  test('are loaded once by a page that has one', async () => {
    await visit({ head: '<beckon-newsletter></beckon-newsletter><beckon-newsletter></beckon-newsletter>' });
    await until('widgets.js is asked for', () => shop.asked.includes('/widgets.js'));
  });
});
