import type { ContactDetail, ResponseOf, TimelineEntry } from '@beckon/contract';
import { granted, openWorkbench, tag, type Workbench } from '@beckon/test-setup/workbench';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Identification with the built tracker in a real browser and signatures like those of a shop's server. */
let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench?.close());

const open = async (): Promise<Page> => {
  const page = await bench.show(granted(bench.real(tag.replace('async', 'async data-auto="off"'))));
  await page.waitForFunction('window.beckon?.anonymousId?.()');
  return page;
};
const logIn = async (page: Page, userId: string) => {
  await page.evaluate(`beckon.identify('${userId}', {}, { signature: '${await bench.sign(userId)}' })`);
  await bench.come('identified');
};
const look = async (page: Page, productId: string) => {
  await page.evaluate(`beckon.productViewed({ productId: '${productId}' })`);
  await bench.come('product_viewed');
};

async function contactOf(userId: string): Promise<ContactDetail> {
  const { data } = await bench.api<ResponseOf<'listContacts'>>(`/api/v1/contacts?search=${userId}`);
  return bench.api(`/api/v1/contacts/${data.find((contact) => contact.userId === userId)!.id}`);
}

/** The products on the timeline of a person, earliest first. */
async function seenBy(userId: string): Promise<unknown[]> {
  const { id } = await contactOf(userId);
  const { data } = await bench.api<{ data: TimelineEntry[] }>(`/api/v1/contacts/${id}/timeline`);
  return data.flatMap(({ properties }) => properties.productId ?? []).toReversed();
}

test('two tabs are one visitor, two devices become one contact', async () => {
  const tab = await open();
  const other = await tab.context().newPage();
  await other.goto(bench.origin);
  await other.waitForFunction('window.beckon?.anonymousId?.()');
  expect(await other.evaluate('beckon.anonymousId()')).toBe(await tab.evaluate('beckon.anonymousId()'));
  const phone = await open();
  expect(await phone.evaluate('beckon.anonymousId()')).not.toBe(await tab.evaluate('beckon.anonymousId()'));

  await look(tab, 'in one tab');
  await look(phone, 'on the phone');
  await logIn(other, 'ada');
  await look(tab, 'in one tab, logged in by the other');
  await logIn(phone, 'ada');
  await expect.poll(() => seenBy('ada')).toEqual(['in one tab', 'on the phone', 'in one tab, logged in by the other']);
  expect((await contactOf('ada')).visitors).toMatchObject([{ how: 'signed' }, { how: 'signed' }]);
  await Promise.all([tab, other, phone].map((page) => page.context().close()));
});

test('after a log-out nothing is added to the former contact', async () => {
  const page = await open();
  await logIn(page, 'ben');
  await look(page, 'logged in');
  await page.evaluate('beckon.reset()');
  await look(page, 'logged out');
  expect(await seenBy('ben')).toEqual(['logged in']);
  await page.context().close();
});

test('on a shared computer without log-out, each contact has the events of the time they were logged in', async () => {
  const page = await open();
  await logIn(page, 'cem');
  await look(page, 'of cem');
  await logIn(page, 'dora');
  await look(page, 'of dora');
  await expect.poll(() => seenBy('dora')).toEqual(['of dora']);
  expect(await seenBy('cem')).toEqual(['of cem']);
  await page.context().close();
});

test('a forged signature and an address typed into a form identify no contact', async () => {
  const page = await open();
  await page.evaluate(`beckon.identify('ada', { firstName: 'Mallory' }, { signature: '${'0'.repeat(64)}' })`);
  await page.evaluate(`beckon.identify('dora@example.com')`);
  const [claim] = await bench.come('identified');
  expect(claim).toMatchObject({ isTrusted: false, contactId: null });
  const { data } = await bench.api<{ data: { code: string }[] }>('/api/v1/quarantine');
  expect(data).toMatchObject([{ code: 'signature_invalid' }]);
  expect(await contactOf('ada')).toMatchObject({ firstName: null });
  await page.context().close();
});
