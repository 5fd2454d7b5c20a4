import type { MessageDetail, MessagePreview } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { call } = await createTestApi();

let made = 0;
async function create(body: string, channel = 'email'): Promise<MessageDetail> {
  const message = { key: `links_${++made}`, name: 'Links', channel, category: 'marketing' };
  const contents = { en: { subject: 'Hi', preheader: '', body } };
  return (await call<MessageDetail>('POST', '/messages', { ...message, contents })).body;
}
const publish = ({ id, version }: MessageDetail) => call('POST', `/messages/${id}/publish`, { version });
const read = async ({ id }: MessageDetail) => (await call<MessageDetail>('GET', `/messages/${id}`)).body;
const warning = (text: string) => ({ severity: 'warning', code: 'other_website', language: 'en', text });

test('a link to another website is warned about until the shop lists its host, and published all the same', async () => {
  const draft = await create(`<mj-button href="https://shop.test/a">a</mj-button>
    <mj-text><a href="https://www.social.test/shop">b</a> <a href="https://www.social.test/x">c</a></mj-text>`);
  expect(draft.findings).toEqual([warning('it leads to another website: www.social.test')]);
  await call('PATCH', '/settings', { linkHosts: ['WWW.social.test'] });
  expect((await read(draft)).findings).toEqual([]);
  await call('PATCH', '/settings', { linkHosts: ['social.test'] });
  const { findings } = (await call<MessagePreview>('POST', `/messages/${draft.id}/preview`, {})).body;
  expect(findings).toEqual(draft.findings);
  expect((await publish(draft)).status).toBe(200);
});

test('an address in an SMS is a link, too', async () => {
  const draft = await create('Look: https://other.test/a. Or https://shop.test/b', 'sms');
  expect(draft.findings).toEqual([warning('it leads to another website: other.test')]);
});

test.each([
  '//other.test',
  '/\\other.test',
  'http:%2f%2fother.test',
  'https://shop.test@other.test',
  'data:text/html,x',
])('a message with the link %j is not published', async (link) => {
  const draft = await create(`<mj-text><a href="${link}">x</a></mj-text>`);
  expect(draft.findings).toMatchObject([{ severity: 'error', code: 'unsafe_link' }]);
  expect((await publish(draft)).status).toBe(400);
});
