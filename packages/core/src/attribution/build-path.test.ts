import { defaultAttributionSettings } from '@beckon/contract';
import { expect, test } from 'vitest';
import { readTouch } from '../contacts/index.ts';
import { buildPath, type Interaction } from './build-path.ts';

const placedAt = new Date('2026-02-10T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const { windows } = defaultAttributionSettings;

let seq = 0;
const message = { campaignId: null, flowId: null, messageId: 'msg_1', variation: null };
const at = (before: number) => ({ at: new Date(placedAt.getTime() - before), seq: ++seq });
const landing = (url: string, referrer?: string) =>
  readTouch({ type: 'page_viewed', properties: { url, referrer }, context: {}, occurredAt: placedAt.toISOString() })!;
const site = 'https://shop.test/';
const page = (before: number, query = '', referrer?: string): Interaction => ({
  ...{ kind: 'page', ...at(before) },
  touch: landing(`${site}${query}`, referrer),
});
const click = (before: number, deliveryId = 'dlv_1', channel: 'email' | 'sms' = 'email', link = ''): Interaction => ({
  ...{ kind: 'click', ...at(before), channel, ...message, deliveryId },
  target: landing(`${site}${link}`),
});
const open = (before: number, deliveryId = 'dlv_1'): Interaction => ({
  ...{ kind: 'open', ...at(before), channel: 'email', target: null, ...message, deliveryId },
});
const coupon = (deliveryId: string | null): Interaction => ({
  ...{ kind: 'coupon', ...at(0), channel: 'email', pool: 'welcome10', ...message, deliveryId },
});

/** Each touchpoint as its kind, channel and source. */
function pathOf(...given: Interaction[]): string[] {
  const sorted = given.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.seq - b.seq);
  return buildPath(sorted, placedAt, windows).map(({ kind, channel, source }) =>
    [kind, channel, source].filter((part) => part !== null).join(' '),
  );
}

test('a click counts for five days and an open for one, to the moment', () => {
  expect(pathOf(click(5 * day))).toEqual(['click email']);
  expect(pathOf(click(5 * day + 1))).toEqual([]);
  expect(pathOf(click(5 * day + minute))).toEqual([]);
  expect(pathOf(open(day))).toEqual(['open email']);
  expect(pathOf(open(day + 1))).toEqual([]);
  expect(pathOf(page(5 * day))).toEqual(['visit direct']);
  expect(pathOf(page(5 * day + 1))).toEqual([]);
  expect(pathOf(click(0))).toEqual(['click email']);
});

test('a visit by the link of a message is the click itself', () => {
  const utm = '?utm_source=beckon&utm_medium=email&utm_campaign=news';
  expect(pathOf(click(2 * hour, 'dlv_1', 'email', utm), page(2 * hour - 1_000, utm))).toEqual(['click email']);
  // Without UTM parameters, from a mail program or a web mailer.
  expect(pathOf(click(2 * hour), page(2 * hour - 1_000))).toEqual(['click email']);
  expect(pathOf(click(2 * hour), page(2 * hour - 1_000, '', 'https://mail.test/'))).toEqual(['click email']);
  // The clock of the browser is behind.
  expect(pathOf(click(2 * hour, 'dlv_1', 'email', utm), page(2 * hour + 30_000, utm))).toEqual(['click email']);
  // The click does not count any more, and so the visit does not.
  expect(pathOf(click(5 * day + 10_000, 'dlv_1', 'email', utm), page(5 * day - 5_000, utm))).toEqual([]);
});

test('a visit from elsewhere soon after a click is a touchpoint of its own', () => {
  const ad = '?utm_source=google&utm_medium=cpc&gclid=1';
  expect(pathOf(click(2 * hour), page(2 * hour - 10 * minute, ad))).toEqual(['click email', 'visit ads google']);
});

test('page views within 30 minutes are one visit, unless one has another source', () => {
  expect(pathOf(page(90 * minute), page(61 * minute), page(35 * minute))).toEqual(['visit direct']);
  expect(pathOf(page(90 * minute), page(59 * minute))).toEqual(['visit direct', 'visit direct']);
  const news = '?utm_source=news';
  expect(pathOf(page(90 * minute, news), page(80 * minute), page(70 * minute, news))).toEqual(['visit web news']);
  expect(pathOf(page(90 * minute), page(80 * minute, '', 'https://www.blog.test/a'))).toEqual([
    'visit direct',
    'visit referral blog.test',
  ]);
});

test('clicks of one message within 30 minutes are one, and its opens are one', () => {
  expect(pathOf(click(3 * hour), click(3 * hour - 5 * minute), click(hour))).toEqual(['click email', 'click email']);
  expect(pathOf(open(20 * hour), open(10 * hour), open(5 * hour, 'dlv_2'))).toEqual(['open email', 'open email']);
});

test('an open of a message that was clicked, or whose coupon was used, is none', () => {
  expect(pathOf(open(3 * hour), click(2 * hour))).toEqual(['click email']);
  expect(pathOf(open(3 * hour), coupon('dlv_1'))).toEqual(['coupon email welcome10']);
  expect(pathOf(open(3 * hour), coupon(null))).toEqual(['open email', 'coupon email welcome10']);
});

test('case F6: of an email clicked on day 0 and a text clicked on day 1, the text is the last', () => {
  expect(pathOf(click(2 * day, 'dlv_1'), click(day, 'dlv_2', 'sms'))).toEqual(['click email', 'click sms']);
});

test('of more than 100 touchpoints the first and the newest count', () => {
  const many = Array.from({ length: 150 }, (_, place) => click(4 * day - place * minute, `dlv_${place}`));
  const path = buildPath(many, placedAt, windows);
  expect(path).toHaveLength(100);
  expect([path[0]!.deliveryId, path[1]!.deliveryId]).toEqual(['dlv_0', 'dlv_51']);
});
