import { describe, expect, it } from 'vitest';
import { eventSentence } from './event-sentence.ts';

const say = (type: string, properties: Record<string, unknown> = {}, isTrusted = true) =>
  eventSentence({ type, properties, isTrusted });

describe('the sentence of an event', () => {
  it('names the page by its title, else by its path', () => {
    expect(say('page_viewed', { title: 'Summer linen', path: '/linen' })).toBe('Viewed “Summer linen”');
    expect(say('page_viewed', { path: '/linen' })).toBe('Viewed /linen');
    expect(say('page_viewed')).toBe('Viewed a page');
  });

  it('names the product and its price', () => {
    expect(say('product_viewed', { title: 'Linen shirt', price: 4900, currency: 'USD' })).toBe(
      'Viewed Linen shirt for $49.00',
    );
    expect(say('product_viewed', { productId: 'p-7' })).toBe('Viewed product p-7');
  });

  it('counts pieces only when there are several', () => {
    expect(say('added_to_cart', { title: 'Linen shirt', quantity: 2 })).toBe('Added 2 × Linen shirt to the cart');
    expect(say('removed_from_cart', { title: 'Linen shirt', quantity: 1 })).toBe('Removed Linen shirt from the cart');
  });

  it('sums an order up', () => {
    const order = { orderId: '1001', total: 12000, currency: 'USD', coupon: 'SPRING', items: [{ quantity: 2 }, {}] };
    expect(say('placed_order', order)).toBe('Placed order 1001 with 3 items for $120.00, coupon SPRING');
    expect(say('placed_order', { orderId: 'a', total: 0, currency: 'USD', itemCount: 1 })).toBe(
      'Placed order a with 1 item for $0.00',
    );
  });

  it('says that an order of a browser is a hint only', () => {
    expect(say('placed_order', { orderId: '1001' }, false)).toBe(
      'Placed order 1001. Sent by the browser, so not counted as revenue',
    );
  });

  it('says what was paid back of an order, and that it was cancelled', () => {
    expect(say('order_refunded', { orderId: '1001', refundId: 'r', amount: 4000, currency: 'USD' })).toBe(
      'Got a refund of $40.00 for order 1001',
    );
    expect(say('order_cancelled', { orderId: '1001' })).toBe('Order 1001 was cancelled');
    expect(say('order_cancelled')).toBe('An order was cancelled');
  });

  it('calls an identity from a browser a claim', () => {
    expect(say('identified', { firstName: 'Mira', lastName: 'Holm' }, false)).toBe(
      'Identified as Mira Holm (not verified)',
    );
    expect(say('identified')).toBe('Identified');
  });

  it('lists what changed about a contact', () => {
    expect(say('contact_updated', { firstName: 'M', phone: '1', language: 'de' })).toBe(
      'Changed first name, phone, and language',
    );
  });

  it('says which form of which widget it was, and which variation', () => {
    expect(say('widget_viewed', { widget: 'newsletter', formId: 'footer', variation: 'b' })).toBe(
      'Saw the newsletter widget “footer”, variation b',
    );
    expect(say('widget_failed', { widget: 'back_in_stock', error: 'rate_limited' })).toBe(
      'Got an error from the back in stock widget (rate_limited)',
    );
  });

  it('reads a custom type as words, with its first properties', () => {
    expect(say('quiz_finished')).toBe('Quiz finished');
    expect(say('quiz_finished', { skinType: 'dry', score: 7, isDone: true, extra: {} })).toBe(
      'Quiz finished. Skin type: dry, Score: 7, Is done: yes and 1 more',
    );
  });

  it('does not trip over properties of another type than expected', () => {
    expect(say('placed_order', { orderId: {}, total: 'much', currency: 7, items: [null, 3] })).toBe(
      'Placed an order with 2 items',
    );
    expect(say('product_viewed', { title: ['x'], price: Number.NaN, currency: 'USD' })).toBe('Viewed a product');
    expect(say('toString', {})).toBe('To string');
  });
});
