import { createECDH } from 'node:crypto';
import { flowDefinitionSchema, newCampaignSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { attributeMarked } from '../attribution/index.ts';
import { advanceCampaigns, createCampaign, launchCampaign } from '../campaigns/index.ts';
import { AddressBook } from '../collect/index.ts';
import { isSuppressed, readConsentHistory, verifyLedger } from '../consent/index.ts';
import { contactsConsumer } from '../consumers/index.ts';
import { findOrCreateByEmail, listContacts, readContact, readTimeline } from '../contacts/index.ts';
import { giveCoupons, putCouponPool } from '../coupons/index.ts';
import { sql } from '../db/index.ts';
import { assignAll, createExperiment } from '../experiments/index.ts';
import { createFlow, publishFlow, startFlowRun } from '../flows/index.ts';
import { readSealed } from '../idempotency/answers.ts';
import { executeOnce } from '../idempotency/index.ts';
import { deriveIdentityKey, type Id, keyedHash, normalizeEmail } from '../lib/index.ts';
import { makeBlockToken, makeBoundToken, makeToken, storeTargets } from '../links/index.ts';
import { ConsumerRunner, readEvent, rebuild } from '../log/index.ts';
import { quarantineLogged } from '../log/quarantine-logged.ts';
import { deliver, recordProviderEvents } from '../messages/index.ts';
import { readStats, recountOrders } from '../metrics/index.ts';
import { blockAddress, confirmSubscription, subscribe, unsubscribe } from '../newsletter/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import { changeEmail, changePreferences, confirmEmailChange, sendPreferencesLink } from '../preferences/index.ts';
import { refreshPush, subscribePush } from '../push/index.ts';
import { changeMembers, createSegment, keepMemberships } from '../segments/index.ts';
import { receiveSms } from '../sms/index.ts';
import { findSourceByKey, sourcesConsumer } from '../sources/index.ts';
import { applyAll, collect, completeErasures, createTestContext, runReadyJobs } from '../testing/index.ts';
import { putTopics } from '../topics/index.ts';
import { joinWaitlist } from '../waitlists/index.ts';
import { exportOwnData } from './export.ts';
import { type ErasureMethod, requestErasure, requestOwnErasure } from './request-erasure.ts';
import { runErasure } from './run-erasure.ts';

const { ctx, clock, sender, log, newTenant } = await createTestContext({ maxConnections: 8 });
const pair = createECDH('prime256v1');
const point = pair.generateKeys().toString('base64url');
const day = 24 * 60 * 60 * 1_000;
const place = { ipPrefix: '203.0.113.0/24', userAgent: null, origin: null };

/** Requests an erasure and runs it to its end. */
async function eraseContact(tenantId: Id<'ten'>, contactId: Id<'ctc'>, method: ErasureMethod): Promise<void> {
  await requestErasure(ctx, tenantId, contactId, method);
  await completeErasures(ctx, clock);
}

/** The whole content of the database, table by table, as text. */
async function dump(): Promise<Map<string, string>> {
  const tables = await ctx.db.query<{ name: string }>(sql`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await ctx.db.query<{ text: string }>(sql`select t::text as text from ${sql.trusted(name)} t`);
    texts.set(
      name,
      rows
        .map(({ text }) => text)
        .join('\n')
        .toLowerCase(),
    );
  }
  texts.set('idempotency_keys', `${texts.get('idempotency_keys')}\n${await openAnswers()}`);
  return texts;
}

/** The stored answers of the API, which are encrypted in the table. */
async function openAnswers(): Promise<string> {
  const rows = await ctx.db.query<{ tenantId: Id<'ten'>; digest: Buffer; answer: Buffer }>(sql`
    select tenant_id as "tenantId", digest, answer from idempotency_keys where answer is not null`);
  return rows
    .map((row) => readSealed(ctx, row))
    .join('\n')
    .toLowerCase();
}

/** Where a canary can be read, including in bytes. */
async function findIn(canaries: readonly string[]): Promise<string[]> {
  const texts = await dump();
  expect(texts.size).toBeGreaterThan(30);
  return canaries.flatMap((canary) =>
    [...texts].flatMap(([table, text]) => {
      const hex = Buffer.from(canary).toString('hex');
      return text.includes(canary) || text.includes(hex) ? [`${canary} in ${table}`] : [];
    }),
  );
}

let shoppersMade = 0;

/** A shopper who used every function of the shop, with canaries in all data that they left. */
async function makeShopper(name: string) {
  const tenant = await newTenant();
  const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;
  const email = `${name}@example.com`;
  const [userId, browser, phone] = [`user-${name}`, `browser-${name}`, `+49170${1_000_000 + shoppersMade++}`];
  const canaries = [name, email, userId, browser, phone];
  const send = async (events: object[], from: 'server' | 'browser' = 'server') =>
    void (await collect(ctx, tenant[from], events, from === 'browser' ? { anonymousId: browser } : {}));
  const order = { total: 9_900, currency: 'USD', items: [{ productId: 'mug', title: `Mug for ${name}` }] };
  const pageUrl = `https://shop.test/?for=${name}`;

  await send(
    [
      { id: `${name} 1`, type: 'page_viewed', properties: { url: `${pageUrl}&utm_source=${name}` } },
      { id: `${name} 0`, type: 'added_to_cart', properties: { productId: `mug for ${name}` } },
    ],
    'browser',
  );
  await send([
    { id: `${name} 2`, type: 'contact_created', userId, properties: { firstName: name, phone, size: name } },
    { id: `${name} 3`, type: 'placed_order', userId, properties: { ...order, orderId: `order-of-${tenant.id}` } },
    { id: `${name} 4`, type: 'thing_done', email, properties: { what: name } },
  ]);
  await applyAll(ctx);
  // Two contacts are merged, and the browser is linked to them.
  await send([{ id: `${name} 5`, type: 'identified', userId, email, anonymousId: browser }]);
  // Claims of a stranger, and an event that names only the shopper.
  await send([{ id: `${name} 6`, type: 'identified', email, anonymousId: 'stranger' }], 'browser');
  await send(
    [{ id: `${name} 7`, type: 'page_viewed', anonymousId: 'x', properties: { title: `Hi ${email}` } }],
    'browser',
  );
  // Quarantined: by collect, and by a consumer.
  await send([
    { id: `${name} 8`, type: 7, email: email.toUpperCase() },
    { id: `${name} 9`, email: 5, userId },
  ]);
  await applyAll(ctx);
  await applyAll(ctx, sourcesConsumer);
  const [stored] = await ctx.db.query<{ seq: number }>(
    sql`select seq from events where tenant_id = ${tenant.id} and user_id = ${userId} limit 1`,
  );
  await quarantineLogged(ctx, 'contacts', (await readEvent(ctx.db, stored!.seq))!, 'broken');
  const book = new AddressBook();
  book.note(tenant.id, browser, '203.0.113.0/24', clock.now());
  await book.flush(ctx);

  const evidence = { ...place, userAgent: `Mozilla ${name}` };
  const form = { wordingVersion: 'v1', wording: 'News, please.', pageUrl, anonymousId: browser, firstName: name };
  const answers = { phone, birthday: '1990-01-02', interests: [name] };
  await subscribe(ctx, source, { ...form, ...answers, email, submissionId: `submission ${name}` }, evidence);
  await runReadyJobs(ctx);
  const mail = sender.sent.findLast(({ to }) => to.address === email)!.text;
  await confirmSubscription(ctx, /\/c\/([\w.-]+)/.exec(mail)![1]!, evidence);
  await runReadyJobs(ctx);
  const [contact] = await listContacts(ctx, tenant.id, { filters: [], search: email, limit: 1, before: null });
  const { id } = contact!;
  await applyAll(ctx);
  await attributeMarked(ctx);
  // A personal link in a mail, and a click on it.
  const link = `https://shop.test/hi?n=${name}`;
  await storeTargets(ctx, tenant.id, id, new Set([link]));
  const [sent] = await ctx.db.query<{ id: string }>(sql`
    select id from deliveries where contact_id = ${id} and status = 'sent' limit 1`);
  const click = { id: 'click', deliveryId: sent!.id, kind: 'clicked', detail: link } as const;
  expect(await recordProviderEvents(ctx, tenant.id, [click])).toEqual(['recorded']);
  // A call of the API whose stored answer names the shopper.
  clock.advance(2 * day);
  const caller = { tenantId: tenant.id, actor: { kind: 'api_key' as const, id: 'apk_1', name: 'CRM' } };
  const call = { caller, method: 'POST', path: '/api/v1/segments', key: name, query: '', body: Buffer.from(email) };
  const answer = { status: 201, body: JSON.stringify({ name: `For ${email}` }) };
  await executeOnce(ctx, call, async () => answer, { isAtomic: true });
  // Push in a browser without a contact, until the shopper logged in.
  const device = { endpoint: `https://push.test/${name}`, p256dh: point, auth: Buffer.alloc(16).toString('base64url') };
  await subscribePush(
    ctx,
    source,
    { ...device, wordingVersion: 'v1', wording: 'Push?', pageUrl },
    evidence,
    mergeParticipants,
  );
  const identityKey = Buffer.from(deriveIdentityKey(ctx.secrets.identity, source.identityKeyIds[0]!));
  const signature = keyedHash(identityKey, userId).toString('hex');
  expect(await refreshPush(ctx, source, { ...device, userId, signature }, evidence, mergeParticipants)).toEqual({
    isSubscribed: true,
  });
  const token = makeBoundToken(ctx, 'preferences', tenant.id, id, 0);
  await putTopics(ctx, tenant.id, [{ id: 'plants', name: 'Plants', description: '' }]);
  await changePreferences(ctx, { source, token }, { topics: { plants: false }, frequency: 'weekly' }, evidence);
  await joinWaitlist(ctx, source, { ...form, email, productId: 'mug' }, evidence);
  const segment = await createSegment(ctx, tenant.id, { name: 'By hand', description: '', definition: null });
  await changeMembers(ctx, tenant.id, segment.id, { contacts: [id], membership: 'in' });
  await keepMemberships(ctx, []);
  const definition = flowDefinitionSchema.parse({
    version: 1,
    trigger: { kind: 'api' },
    steps: [{ id: 'pause', kind: 'wait', amount: 30, unit: 'days' }],
  });
  const flow = await createFlow(ctx, tenant.id, { name: 'Pause', description: '', definition });
  await publishFlow(ctx, tenant.id, flow.id, { version: 1, runs: 'keep', includeDays: 0 });
  for (const key of ['', '']) await startFlowRun(ctx, tenant.id, flow.id, { contactId: id, key });
  const experimentId = await ctx.db.transaction((tx) =>
    createExperiment({ ...ctx, db: tx }, tenant.id, {
      owner: { kind: 'campaign', campaignId: `campaign of ${tenant.id}` },
      metric: 'opens',
      variations: ['a', 'b'].map((key) => ({ key, name: key, weight: 1, isHoldout: false })),
      decideAfterSeconds: null,
    }),
  );
  await ctx.db.transaction((tx) =>
    assignAll({ ...ctx, db: tx }, tenant.id, experimentId, sql`select ${id}::text as contact_id`),
  );
  const text = `A question of ${name}`;
  await receiveSms(ctx, tenant.id, { from: phone, to: '+491', text, vendorId: name, receivedAt: clock.now() });
  clock.advance(2 * day);
  await sendPreferencesLink(ctx, source, { email }, evidence);
  const fresh = makeBoundToken(ctx, 'preferences', tenant.id, id, 0);
  await changeEmail(ctx, { source, token: fresh }, 'elsewhere@example.com', evidence);
  await deliver(ctx, {
    tenantId: tenant.id,
    contactId: id,
    message: 'welcome',
    businessKey: `later ${id}`,
    variables: { name },
  });
  // It was refused, and is tried again later.
  await ctx.db.query(sql`
    update jobs set last_error = ${`451 ${email}`}, status = 'waiting', turn = null, run_at = ${clock.now()}::timestamptz + interval '2 h'
    where unique_key in (select id from deliveries where contact_id = ${id})`);
  await putCouponPool(ctx, tenant.id, 'welcome10', { name: 'Welcome', prefix: 'HELLO-', validDays: null });
  await giveCoupons(ctx, tenant.id, [
    { poolKey: 'welcome10', holder: `run of ${id}`, contactId: id, deliveryId: ctx.ids.newId('dlv') },
  ]);
  const audience = { include: [{ kind: 'contacts', contacts: [id] }] };
  const news = newCampaignSchema.parse({ name: 'News', definition: { message: 'welcome', audience } });
  const campaign = await createCampaign(ctx, tenant.id, 'test', news);
  await launchCampaign(ctx, tenant.id, campaign.id, 1);
  await advanceCampaigns(ctx);
  // Stored, but not applied yet.
  await send([{ id: `${name} 10`, type: 'thing_done', userId, properties: { what: name } }]);
  await send([{ id: `${name} 11`, type: 'page_viewed', properties: { url: pageUrl } }], 'browser');
  return { tenant, source, id, email, userId, browser, canaries, token: fresh, mail };
}

test('nothing of an erased person is left: canaries through every path are in no table and no log line', async () => {
  const { tenant, id, email, canaries } = await makeShopper('canary1');
  const other = await makeShopper('parrot1');
  const before = await findIn(canaries);
  for (const table of ['contacts', 'events', 'quarantine', 'deliveries', 'sign_ups', 'consent_evidence', 'jobs'])
    expect(before, table).toContainEqual(expect.stringMatching(new RegExp(` in ${table}$`)));
  const readOther = async () => ({ ...(await readContact(ctx, other.tenant.id, other.id)), lastSeenAt: null });
  const otherBefore = await readOther();

  await eraseContact(tenant.id, id, 'api_key');
  expect(await findIn(canaries)).toEqual([]);
  expect(sender.forgotten).toEqual([email]);
  expect(await ctx.db.query(sql`select code from coupon_codes where contact_id = ${id}`)).toEqual([]);
  expect(await ctx.db.query(sql`select 1 from experiment_assignments where contact_id = ${id}`)).toEqual([]);
  expect(JSON.stringify(log.lines).toLowerCase()).not.toContain('canary1');
  expect(await readOther()).toEqual(otherBefore);
  expect((await findIn(other.canaries)).length).toBeGreaterThan(10);

  // Now the waiting events are applied and everything is rebuilt: the person stays erased.
  await applyAll(ctx);
  await rebuild(ctx, contactsConsumer);
  await applyAll(ctx);
  await applyAll(ctx, sourcesConsumer);
  await runReadyJobs(ctx);
  await runReadyJobs(ctx);
  expect(await findIn(canaries)).toEqual([]);
});

test('five at once, each of whom has moved to another address: nothing is left of any, by either', async () => {
  const shoppers = [];
  for (const name of ['siskin', 'brambling', 'dunnock', 'redpoll', 'serin']) {
    const shopper = await makeShopper(name);
    const moved = `${name}.moved@gmail.com`;
    await changeEmail(ctx, { source: shopper.source, token: shopper.token }, moved, place);
    await runReadyJobs(ctx);
    const link = /\/e\/([\w.-]+)/.exec(sender.sent.findLast(({ to }) => to.address === moved)!.text)![1]!;
    await confirmEmailChange(ctx, link);
    // A stranger's claim about the former address, which the timeline does not attribute to the shopper.
    await collect(ctx, shopper.tenant.browser, [
      { id: `${name} 12`, type: 'page_viewed', anonymousId: 'y', properties: { at: shopper.email } },
    ]);
    shoppers.push({ ...shopper, moved, canaries: [...shopper.canaries, moved] });
  }
  const all = shoppers.flatMap(({ canaries }) => canaries);
  expect(await findIn(all)).toContainEqual('siskin@example.com in former_addresses');
  sender.forgotten.length = 0;
  await Promise.all(shoppers.map(({ tenant, id }) => requestErasure(ctx, tenant.id, id, 'api_key')));
  await completeErasures(ctx, clock);
  expect(await findIn(all)).toEqual([]);
  for (const { tenant, email, moved } of shoppers) {
    expect(sender.forgotten).toEqual(expect.arrayContaining([email, moved]));
    // Imported again in another spelling: still suppressed.
    const spelling = ` ${moved.toUpperCase().replace('.MOVED@', 'MOVED+Shop@')}`;
    await collect(ctx, tenant.server, [{ id: 'import', type: 'contact_created', email: spelling }]);
    for (const address of [email, moved, normalizeEmail(spelling)!])
      expect(await isSuppressed(ctx, tenant.id, 'email', address), address).toBe(true);
  }
  await applyAll(ctx);
  const backAgain = await ctx.db.query<{ id: Id<'ctc'>; tenantId: Id<'ten'> }>(sql`
    select id, tenant_id as "tenantId" from contacts where email like '%moved+shop@gmail.com'`);
  expect(backAgain).toHaveLength(5);
  sender.sent.length = 0;
  for (const { id: contactId, tenantId } of backAgain) {
    await deliver(ctx, { tenantId, contactId, message: 'welcome', businessKey: `again ${contactId}` });
  }
  await runReadyJobs(ctx);
  expect(sender.sent).toEqual([]);
  expect(JSON.stringify(log.lines).toLowerCase()).not.toMatch(/siskin|brambling|dunnock|redpoll|serin/);
});

test('a former address that belongs to another contact now is not erased', async () => {
  const { tenant, id, email, source, token } = await makeShopper('wagtail');
  const moved = 'moved-away@example.com';
  await changeEmail(ctx, { source, token }, moved, place);
  await runReadyJobs(ctx);
  await confirmEmailChange(
    ctx,
    /\/e\/([\w.-]+)/.exec(sender.sent.findLast(({ to }) => to.address === moved)!.text)![1]!,
  );
  // The shop still uses the old address: it means the same person.
  await collect(ctx, tenant.server, [{ id: 'old name', type: 'thing_done', email }]);
  await applyAll(ctx);
  expect(await readTimeline(ctx, tenant.id, id, { limit: 1, before: null })).toMatchObject([{ type: 'thing_done' }]);
  // Then a stranger enters it in a form and gets mails there.
  await findOrCreateByEmail(ctx, tenant.id, email);
  await collect(ctx, tenant.server, [
    { id: 'new owner', type: 'contact_updated', email, properties: { firstName: 'Pipit' } },
  ]);
  await applyAll(ctx);
  await eraseContact(tenant.id, id, 'api_key');
  const [owner] = await listContacts(ctx, tenant.id, { filters: [], search: email, limit: 1, before: null });
  expect(owner).toMatchObject({ email, firstName: 'Pipit' });
  expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(false);
});

test('the ledger keeps the proof under the pseudonym, the books keep the order, the list keeps the stop', async () => {
  const { tenant, id, email, source } = await makeShopper('canary2');
  await applyAll(ctx);
  const entries = (await readConsentHistory(ctx, tenant.id, id)).length;
  const events = async () =>
    ctx.db.query(sql`select seq, type, occurred_at from events where tenant_id = ${tenant.id} order by seq`);
  const eventsBefore = await events();
  await eraseContact(tenant.id, id, 'session');

  const history = await readConsentHistory(ctx, tenant.id, id);
  expect(history.length).toBe(entries + 3);
  expect(history[0]).toMatchObject({ action: 'revoked', source: 'erasure', method: 'session', wording: null });
  expect((await verifyLedger(ctx, tenant.id)).fault).toBeNull();
  expect(await events()).toEqual(eventsBefore);
  expect(await readContact(ctx, tenant.id, id)).toBeNull();
  expect(await readTimeline(ctx, tenant.id, id, { limit: 50, before: null })).toEqual([]);

  const count = await recountOrders(ctx, tenant.id);
  expect(count).toMatchObject({ orders: 1, ordersInLog: 1, revenue: 9_900, revenueInLog: 9_900, wrongContacts: 0 });
  expect((await readStats(ctx, tenant.id)).contacts).toBe(1);
  expect(
    await ctx.db.query(sql`select contact_id, total, currency from orders where tenant_id = ${tenant.id}`),
  ).toEqual([{ contact_id: null, total: 9_900, currency: 'USD' }]);

  // Imported again in another spelling: a new contact, still suppressed.
  await collect(ctx, tenant.server, [
    { id: 'again', type: 'contact_created', email: ` ${email.toUpperCase()}`, properties: { firstName: 'C' } },
  ]);
  await applyAll(ctx);
  const [back] = await listContacts(ctx, tenant.id, { filters: [], search: email, limit: 1, before: null });
  expect(back!.id).not.toBe(id);
  expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(true);
  const mails = () => sender.sent.filter(({ to }) => to.address === email).length;
  const sent = mails();
  await deliver(ctx, { tenantId: tenant.id, contactId: back!.id, message: 'welcome', businessKey: 'again' });
  await runReadyJobs(ctx);
  expect(mails()).toBe(sent);
  // Earlier confirmations still count: an erasure must not allow flooding an address.
  await sendPreferencesLink(ctx, source, { email }, place);
  await runReadyJobs(ctx);
  expect(mails()).toBe(sent);
});

test('links of before: the way out works for ever, everything else has ended', async () => {
  const { tenant, id, email, token, mail, source } = await makeShopper('canary3');
  await eraseContact(tenant.id, id, 'command');
  await ctx.db.query(sql`delete from suppressions where tenant_id = ${tenant.id}`);
  clock.advance(40 * day);
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, id), 'one_click', { ...place, userAgent: 'canary3' });
  expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(true);
  await blockAddress(ctx, makeBlockToken(ctx, tenant.id, id, email), place);
  const [stop] = await ctx.db.query(sql`select reason from suppressions where tenant_id = ${tenant.id}`);
  expect(stop).toEqual({ reason: 'address_blocked' });
  expect(await findIn(['canary3'])).toEqual([]);
  await expect(confirmSubscription(ctx, /\/c\/([\w.-]+)/.exec(mail)![1]!, place)).rejects.toMatchObject({
    code: 'token_invalid',
  });
  await expect(exportOwnData(ctx, { source, token })).rejects.toMatchObject({ code: 'token_invalid' });
  // A second request, by any of their ids, returns the existing erasure; a stranger's id has none.
  expect(await requestErasure(ctx, tenant.id, id, 'command')).toMatchObject({ contactId: id, status: 'done' });
  await expect(requestErasure(ctx, tenant.id, 'ctc_none', 'command')).rejects.toMatchObject({ code: 'not_found' });
});

test('a browser used by two people keeps the events of the other one', async () => {
  const tenant = await newTenant();
  const at = (minute: number) => new Date(clock.now().getTime() - day + minute * 60_000).toISOString();
  const view = (id: string, minute: number, url: string) => ({
    id,
    type: 'page_viewed',
    anonymousId: 'tablet',
    occurredAt: at(minute),
    properties: { url: `https://shop.test/${url}` },
  });
  const login = (id: string, minute: number) => ({
    id: `login ${id}`,
    type: 'identified',
    userId: id,
    anonymousId: 'tablet',
    occurredAt: at(minute),
  });
  await collect(ctx, tenant.server, [login('finch', 1), login('heron', 3)]);
  await collect(ctx, tenant.browser, [view('a', 2, 'of-finch'), view('b', 4, 'of-heron')]);
  await applyAll(ctx);
  const [finch] = await listContacts(ctx, tenant.id, { filters: [], search: 'finch', limit: 1, before: null });
  const [heron] = await listContacts(ctx, tenant.id, { filters: [], search: 'heron', limit: 1, before: null });
  await eraseContact(tenant.id, finch!.id, 'api_key');
  expect(await findIn(['finch'])).toEqual([]);
  const left = await readTimeline(ctx, tenant.id, heron!.id, { limit: 50, before: null });
  expect(left.map(({ type, properties }) => [type, properties.url])).toEqual([
    ['page_viewed', 'https://shop.test/of-heron'],
    ['identified', undefined],
  ]);
});

test('a worker that had read the events already does not bring the person back', async () => {
  const tenant = await newTenant();
  const email = 'magpie@example.com';
  await collect(ctx, tenant.server, [{ id: 'm1', type: 'contact_created', email }]);
  await applyAll(ctx);
  const [contact] = await listContacts(ctx, tenant.id, { filters: [], search: email, limit: 1, before: null });
  await collect(ctx, tenant.server, [
    { id: 'm2', type: 'contact_updated', email, properties: { firstName: 'Magpie' } },
  ]);
  // Erased between the moment the worker reads the event and the moment it applies it.
  const slow = {
    ...ctx,
    db: {
      ...ctx.db,
      transaction: async (...args: Parameters<typeof ctx.db.transaction>) => {
        const { id } = await requestErasure(ctx, tenant.id, contact!.id, 'api_key');
        await runErasure(ctx, tenant.id, id);
        return ctx.db.transaction(...args);
      },
    } as typeof ctx.db,
  };
  const runner = new ConsumerRunner(slow, contactsConsumer, { holder: 'slow' });
  await runner.heartbeat();
  while ((await runner.turn()).state !== 'failing');
  await runner.release();
  await completeErasures(ctx, clock);
  expect(await findIn(['magpie'])).toEqual([]);
});

test('the log lets an event lose its person, and nothing else', async () => {
  const tenant = await newTenant();
  await collect(ctx, tenant.server, [
    {
      id: 'o',
      type: 'placed_order',
      email: 'wren@example.com',
      properties: { orderId: '1', total: 1, currency: 'USD' },
    },
  ]);
  const change = (what: string) =>
    ctx.db.query(sql`update events set ${sql.trusted(what)} where tenant_id = ${tenant.id}`);
  const blank = `anonymous_id = null, user_id = null, email = null, context = '{}'`;
  for (const what of [
    `email = 'other@example.com'`,
    `${blank}, properties = '{}'`,
    `${blank}, properties = properties || '{"total":2}'`,
    `${blank}, occurred_at = occurred_at + interval '1 day'`,
    `${blank}, type = 'thing_done'`,
    `${blank}, is_trusted = false`,
    `${blank}, seq = default`,
  ]) {
    await expect(change(what), what).rejects.toThrow('append-only');
  }
  await change(`${blank}, properties = erased_properties(type, is_trusted, properties)`);
  expect(await ctx.db.query(sql`select email, properties from events where tenant_id = ${tenant.id}`)).toEqual([
    { email: null, properties: { orderId: '1', total: 1, currency: 'USD' } },
  ]);
});

test('the export holds everything: each canary that is kept, and nothing of others', async () => {
  const { tenant, source, canaries, id } = await makeShopper('canary4');
  await makeShopper('parrot4');
  const token = makeBoundToken(ctx, 'preferences', tenant.id, id, 0);
  await applyAll(ctx);
  const data = await exportOwnData(ctx, { source, token });
  const text = JSON.stringify(data);
  for (const canary of canaries) expect(text, canary).toContain(canary);
  expect(text).not.toContain('parrot');
  expect(Object.entries(data).flatMap(([name, rows]) => (rows.length === 0 ? [name] : []))).toEqual([]);
  expect(data.orders).toHaveLength(1);
  // A second time by the same person, then blocked.
  await requestOwnErasure(ctx, { source, token });
  await expect(exportOwnData(ctx, { source, token })).rejects.toMatchObject({ code: 'token_invalid' });
  expect((await readConsentHistory(ctx, tenant.id, id))[0]).toMatchObject({ source: 'erasure', method: 'link' });
});

test('every table about people declares what an erasure does to it', async () => {
  const rows = await ctx.db.query<{ name: string }>(sql`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and column_name ~ 'contact|person|visitor|anonymous|email|phone|address|evidence|raw|answer'
    order by 1`);
  expect(rows.map(({ name }) => name)).toEqual([
    'bot_visitors',
    'campaign_recipients', // stays: names the contact's id alone
    'cart_abandonments',
    'cart_changes',
    'cart_orders',
    'carts',
    'consent_evidence',
    'consent_ledger', // stays: names the contact's id alone
    'consent_state', // stays: the fold over the ledger
    'contact_merges',
    'contact_topics',
    'contacts',
    'conversions', // stays: that the order was earned
    'coupon_codes', // stays: the code, without the contact
    'deliveries',
    'erasures', // emptied when it is done
    'event_mentions',
    'events',
    'experiment_assignments',
    'flow_refusals',
    'flow_runs',
    'former_addresses',
    'idempotency_keys', // answers of calls, encrypted: those that name the person are emptied
    'link_targets',
    'order_credits',
    'orders',
    'provider_events',
    'push_subscriptions',
    'quarantine',
    'received_sms',
    'segment_changes',
    'segment_clocks',
    'segment_marks',
    'segment_members',
    'segment_overrides',
    'sign_ups',
    'sms_links', // stays: a pseudonym and a keyed hash
    'suppressions', // stays: keyed hashes
    'tenants', // of the shop
    'timeline',
    'user_sessions', // of users of the admin app
    'users',
    'visitor_addresses',
    'visitor_links',
    'visitor_periods',
    'visitors',
    'waitlist_entries',
  ]);
});

test('every column of rows that stay declares what an erasure does to it', async () => {
  const rows = await ctx.db.query<{ name: string; columns: string }>(sql`
    select table_name as name, string_agg(column_name, ' ' order by ordinal_position) as columns
    from information_schema.columns where table_name in ('contacts', 'deliveries', 'events', 'sign_ups') group by 1`);
  expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))).toEqual({
    contacts:
      'id tenant_id user_id email email_verified_at phone first_name last_name language timezone properties registered_at order_count lifetime_value first_order_at last_order_at last_seen_at created_at merged_into may_merge generation frequency paused_until erased_at mailbox_hash frequency_said_at pause_said_at',
    deliveries:
      'id tenant_id contact_id message_id channel category business_key variables status reason attempts fence platform vendor_id created_at dispatched_at finished_at product_id variant_id language waits_until origin facts address_hash delivered_at bounced_at complained_at opened_at clicked_at message_version override_id mailbox_provider unsubscribed_at',
    events:
      'seq xact bucket tenant_id source_id id type is_trusted anonymous_id user_id email properties context catalog_version occurred_at claimed_at received_at',
    sign_ups:
      'id tenant_id contact_id source_id submission_id anonymous_id first_name language wording_version evidence status requested_at confirmed_at kind address_hash answers',
  });
});
