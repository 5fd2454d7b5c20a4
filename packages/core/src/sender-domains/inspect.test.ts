import { expect, test } from 'vitest';
import { TestDns } from '../testing/index.ts';
import { inspectDmarc } from './inspect-dmarc.ts';
import { inspectMx } from './inspect-mx.ts';
import { inspectSpf } from './inspect-spf.ts';
import { dkimRecord, judgeDkim } from './judge-dkim.ts';

function dnsOf(txt: Record<string, string[]>): TestDns {
  const dns = new TestDns();
  for (const [name, values] of Object.entries(txt)) dns.txt.set(name, values);
  return dns;
}

const domain = 'shop.test';
const google = { mechanism: 'include:_spf.google.com', isCertain: true };
const own = { mechanism: 'a:mail.shop.test', isCertain: false };
const spf = (txt: Record<string, string[]>, need: typeof google | null = null) => inspectSpf(dnsOf(txt), domain, need);

test('SPF: other texts beside the one record do not matter', async () => {
  const record = 'v=spf1 include:_spf.google.com ~all';
  expect(
    await spf({ [domain]: ['verification=1', record], '_spf.google.com': ['v=spf1 ip4:192.0.2.0/24 ~all'] }, google),
  ).toEqual({ state: 'ok', found: [record], fix: null, hints: [] });
});

test('SPF: no record, several, or a record without the mail server', async () => {
  expect(await spf({ [domain]: ['v=spf10 -all'] }, google)).toMatchObject({ state: 'missing' });
  expect(await spf({ [domain]: ['v=spf1 -all', 'v=spf1 ~all'] })).toMatchObject({
    state: 'differs',
    fix: expect.stringContaining('several'),
  });
  expect(await spf({ [domain]: ['v=spf1 mx -all'] }, google)).toMatchObject({
    state: 'differs',
    fix: 'Add include:_spf.google.com before its end.',
  });
  // What is only a guess is no fault.
  expect(await spf({ [domain]: ['v=spf1 mx -all'] }, own)).toMatchObject({
    state: 'ok',
    hints: [expect.stringContaining('cannot know')],
  });
});

test('SPF: ten lookups are good, eleven are an error, those of includes counted', async () => {
  const inner = (lookups: number) =>
    `v=spf1 ${Array.from({ length: lookups }, (_, n) => `a:h${n}.test`).join(' ')} -all`;
  const outer = ['v=spf1 include:inner.test mx -all'];
  expect(await spf({ [domain]: outer, 'inner.test': [inner(8)] })).toMatchObject({ state: 'ok' });
  expect(await spf({ [domain]: outer, 'inner.test': [inner(9)] })).toMatchObject({
    state: 'differs',
    fix: expect.stringContaining('more than 10'),
  });
  // An include of itself ends too.
  const dns = dnsOf({ [domain]: [`v=spf1 include:${domain} -all`] });
  expect(await inspectSpf(dns, domain, null)).toMatchObject({ state: 'differs' });
  expect(dns.asked.length).toBeLessThan(15);
});

test('SPF: a redirect counts unless the record decides by itself', async () => {
  expect(
    await spf({ [domain]: ['v=spf1 redirect=_spf.test'], '_spf.test': ['v=spf1 a:mail.shop.test -all'] }, own),
  ).toEqual({ state: 'ok', found: ['v=spf1 redirect=_spf.test'], fix: null, hints: [] });
  expect(await spf({ [domain]: ['v=spf1 redirect=none.test'] })).toMatchObject({ state: 'differs' });
  expect(await spf({ [domain]: ['v=spf1 redirect=none.test -all'] })).toMatchObject({ state: 'ok' });
});

test('SPF: an include without a record is an error, one whose server is away is unknown', async () => {
  const dns = dnsOf({ [domain]: ['v=spf1 include:old.test -all'] });
  expect(await inspectSpf(dns, domain, null)).toMatchObject({
    state: 'differs',
    fix: expect.stringContaining('old.test'),
  });
  dns.away.add('old.test');
  expect(await inspectSpf(dns, domain, null)).toMatchObject({ state: 'unavailable' });
  dns.away.add(domain);
  expect(await inspectSpf(dns, domain, null)).toMatchObject({ state: 'unavailable' });
});

test.each(['v=spf1 +all', 'v=spf1 mx all', 'V=SPF1 MX +ALL'])('SPF: %s lets everyone send', async (record) => {
  expect(await spf({ [domain]: [record] })).toMatchObject({
    state: 'ok',
    hints: expect.arrayContaining([expect.stringContaining('+all')]),
  });
});

const dmarc = (txt: Record<string, string[]>, name = domain) => inspectDmarc(dnsOf(txt), name);

test('DMARC: missing, several, without a policy, and good', async () => {
  expect(await dmarc({})).toMatchObject({ state: 'missing', fix: expect.stringContaining('Gmail') });
  expect(await dmarc({ '_dmarc.shop.test': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] })).toMatchObject({
    state: 'differs',
  });
  expect(await dmarc({ '_dmarc.shop.test': ['v=DMARC1; rua=mailto:a@shop.test'] })).toMatchObject({ state: 'differs' });
  expect(await dmarc({ '_dmarc.shop.test': ['v=DMARC1;p=reject'] })).toMatchObject({ state: 'ok', hints: [] });
  expect(await dmarc({ '_dmarc.shop.test': ['v=DMARC1; p=none'] })).toMatchObject({
    state: 'ok',
    hints: [expect.stringContaining('p=quarantine')],
  });
});

test('DMARC: a subdomain goes by the record above it', async () => {
  const above = { '_dmarc.shop.test': ['v=DMARC1; p=reject; sp=none'] };
  expect(await dmarc(above, 'news.shop.test')).toMatchObject({
    state: 'ok',
    hints: [expect.stringContaining('shop.test'), expect.stringContaining('p=none')],
  });
});

test('a domain that takes no mail, or says nothing', async () => {
  const dns = new TestDns();
  expect(await inspectMx(dns, domain)).toMatchObject({ state: 'missing' });
  dns.mx.set(domain, ['']);
  expect(await inspectMx(dns, domain)).toMatchObject({ state: 'differs' });
  dns.mx.set(domain, ['mail.shop.test']);
  expect(await inspectMx(dns, domain)).toMatchObject({ state: 'ok', found: ['mail.shop.test'] });
});

const key = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA';
test.each([
  [[dkimRecord(key)], 'ok'],
  [[`p=${key.slice(0, 10)} ${key.slice(10)}`], 'ok'],
  [[`v=DKIM1; h=sha1:sha256; s=email; p=${key}`], 'ok'],
  [[`v=DKIM1; h=sha1; p=${key}`], 'differs'],
  [[`v=DKIM1; k=ed25519; p=${key}`], 'differs'],
  [['v=DKIM1; p='], 'differs'],
  [['v=DKIM1; p=other'], 'differs'],
  [[dkimRecord(key), dkimRecord('old')], 'differs'],
])('DKIM: %j is %s', (values, state) => {
  expect(judgeDkim(key, { outcome: 'found', values })).toMatchObject({ state });
});

test('DKIM: a key that was cut off is named as such', () => {
  const values = [dkimRecord(key.slice(0, 20))];
  expect(judgeDkim(key, { outcome: 'found', values }).fix).toContain('cut off');
});
