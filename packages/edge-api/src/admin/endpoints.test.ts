import {
  type Access,
  defaultAttributionSettings,
  type Endpoint,
  type EndpointName,
  endpoints,
  flowDefinitionSchema,
  isPermission,
  newCampaignSchema,
  newMessageSchema,
  type Permission,
  permissions,
  scopes,
  takesIdempotencyKey,
} from '@beckon/contract';
import { type Caller, listApiKeys, saveApiKey } from '@beckon/core/access';
import {
  addCost,
  changeCampaignStatus,
  changeFlowStatus,
  checkSenderDomain,
  createCampaign,
  createFlow,
  createMessage,
  createSegment,
  inviteUser,
  launchCampaign,
  publishFlow,
  putCurrencyRates,
  putMessageBlocks,
} from '@beckon/core/admin';
import { openAlert } from '@beckon/core/alerts';
import { attributeMarked } from '@beckon/core/attribution';
import { listAudit } from '@beckon/core/audit';
import { advanceCampaigns } from '@beckon/core/campaigns';
import { registerWordings } from '@beckon/core/consent';
import { contactsConsumer } from '@beckon/core/consumers';
import { findOrCreateByEmail, listContacts, readMerges, readVisitorLinks } from '@beckon/core/contacts';
import { addCouponCodes, putCouponPool } from '@beckon/core/coupons';
import { sql } from '@beckon/core/db';
import { listExperiments } from '@beckon/core/experiments';
import { startFlowRun } from '@beckon/core/flows';
import { type Id, readId } from '@beckon/core/lib';
import { makeBoundToken } from '@beckon/core/links';
import { type Consumer, ConsumerRunner } from '@beckon/core/log';
import { deliver, readMessages } from '@beckon/core/messages';
import { requestErasure } from '@beckon/core/privacy';
import { receiveSms } from '@beckon/core/sms';
import { addSource, sourcesConsumer } from '@beckon/core/sources';
import { applyAll, drain, runReadyJobs } from '@beckon/core/testing';
import { putTopics } from '@beckon/core/topics';
import { beforeAll, expect, test } from 'vitest';
import { createApp } from '../index.ts';
import { endAt, storesAnswer } from '../testing/failing-database.ts';
import { createTestApi } from '../testing/test-api.ts';

const api = await createTestApi();
const { app, ctx, tenant, post } = api;
const owner: Caller = {
  tenantId: tenant.id,
  actor: { kind: 'command', id: null, name: 'test' },
  permissions: new Set(permissions),
};
/** The path parameters of a call, in order. */
const ids: Record<string, string | string[]> = {};

/** A tenant in which every list has something to show. */
beforeAll(async () => {
  const order = { orderId: '1', total: 9_900, currency: 'USD', items: [{ productId: 'p', title: 'Lamp' }] };
  await app.request('/api/v1/events', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.secretKey}` },
    body: JSON.stringify({
      events: [
        { id: 'a1', type: 'contact_created', userId: 'anna', properties: { firstName: 'Anna', size: 38 } },
        { id: 'a2', type: 'thing_done', email: 'anna@example.com' },
        { id: 'b', type: 'placed_order', userId: 'anna', properties: order },
        {
          id: 'c',
          type: 'placed_order',
          email: 'ben@example.com',
          properties: { ...order, orderId: '2', currency: 'EUR' },
        },
        { id: 'd' },
      ],
    }),
  });
  await applyAll(ctx);
  await applyAll(ctx, sourcesConsumer);
  // Both were contacts of their own until now.
  await app.request('/api/v1/events', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.secretKey}` },
    body: JSON.stringify({
      events: [{ id: 'a3', type: 'identified', userId: 'anna', email: 'anna@example.com', anonymousId: 'v' }],
    }),
  });
  await post('/v1/collect', {
    events: [
      {
        id: 'e',
        type: 'page_viewed',
        anonymousId: 'v',
        properties: { url: 'https://shop.test/?utm_source=news&gclid=1' },
      },
      { id: 'f', type: 'page_viewed' },
    ],
  });
  await api.deps.addresses.flush(ctx);
  await post('/v1/subscribe', { email: 'anna@example.com', wordingVersion: 'v1', wording: 'News, please.' });
  await runReadyJobs(ctx);
  await applyAll(ctx);
  const [anna] = await listContacts(ctx, tenant.id, { filters: [], search: 'anna', limit: 1, before: null });
  await registerWordings(ctx, tenant.id, [{ version: 'v0', text: 'News?' }]);
  ids.readContact = ids.readTimeline = ids.readCart = ids.listContactRuns = anna!.id;
  const [link] = await readVisitorLinks(ctx, tenant.id, anna!.id);
  const [merge] = await readMerges(ctx, tenant.id, anna!.id);
  ids.unlinkVisitor = [anna!.id, link!.visitorId];
  ids.undoMerge = [anna!.id, merge!.id];
  ids.eraseContact = await findOrCreateByEmail(ctx, tenant.id, 'forgotten@example.com');
  const going = await findOrCreateByEmail(ctx, tenant.id, 'going@example.com');
  ids.readErasure = going;
  await requestErasure(ctx, tenant.id, going, 'session');
  ids.eraseOwnData = await findOrCreateByEmail(ctx, tenant.id, 'erased@example.com');
  await deliver(ctx, { tenantId: tenant.id, contactId: anna!.id, message: 'welcome', businessKey: 'welcome' });
  await runReadyJobs(ctx);
  ids.explainDelivery = (await ctx.db.query<{ id: string }>(sql`select id from deliveries limit 1`))[0]!.id;
  await deliver(ctx, { tenantId: tenant.id, contactId: anna!.id, message: 'welcome', businessKey: 'dead' });
  await ctx.db.query(sql`
    update jobs set status = 'dead', turn = null, last_error = 'no answer', died_at = ${ctx.clock.now()} where status = 'ready'`);
  ids.replayJob = (await ctx.db.query<{ id: string }>(sql`select id from jobs where status = 'dead'`))[0]!.id;
  await openAlert(ctx, tenant.id, { rule: 'campaign_overdue', cause: 'summer', text: 'Summer did not start at 9:00.' });
  ids.changeAlertRule = 'queue_size';
  const other = { name: 'Other', value: 'ak_other', scopes: [] };
  await saveApiKey(ctx, tenant.id, other);
  const text = { to: '+15550100', text: 'Do you ship to Norway?', vendorId: 'one', receivedAt: ctx.clock.now() };
  await receiveSms(ctx, tenant.id, { from: '+4790000000', ...text });
  await putTopics(ctx, tenant.id, [{ id: 'news', name: 'News', description: '' }]);
  await putCouponPool(ctx, tenant.id, 'welcome10', { name: 'Welcome', prefix: null, validDays: 14 });
  await addCouponCodes(ctx, tenant.id, 'welcome10', { codes: ['FIRST'], expiresAt: null });
  ids.readCouponCode = ['welcome10', 'FIRST'];
  ids.addCouponCodes = ids.putCouponPool = 'welcome10';
  const segment = await createSegment(ctx, owner, { name: 'VIP', description: '', definition: null });
  ids.readSegment = ids.countSegment = ids.explainSegment = ids.changeSegment = ids.changeSegmentMembers = segment.id;
  const add = async () => (await createFlow(ctx, owner, { name: 'Pause', description: '', definition: pause })).id;
  const publication = { version: 1, runs: 'keep', includeDays: 0 } as const;
  const [flow, live, paused] = [readId('flw', await add()), readId('flw', await add()), readId('flw', await add())];
  for (const id of [flow, live, paused]) await publishFlow(ctx, owner, id, publication);
  await changeFlowStatus(ctx, owner, paused, 'paused');
  ids.readFlowMetrics = flow;
  ids.readFlow = ids.changeFlow = ids.startFlowRun = ids.listFlowRuns = ids.cloneFlow = flow;
  ids.pauseFlow = live;
  ids.resumeFlow = ids.archiveFlow = paused;
  ids.publishFlow = await add();
  const played = { ...pause, trigger: { kind: 'event' as const, events: [{ event: 'placed_order' }] } };
  ids.dryRunFlow = (await createFlow(ctx, owner, { name: 'Played', description: '', definition: played })).id;
  const { run } = await startFlowRun(ctx, tenant.id, flow, { contactId: anna!.id as Id<'ctc'>, key: 'first' });
  ids.readFlowRun = ids.endFlowRun = run!.id;
  ids.explainFlow = anna!.id;
  queries.explainFlow = `?flow=${flow}`;
  await prepareCampaigns([anna!.id, ids.eraseContact]);
  const cost = {
    campaignId: 'cmp_1',
    amount: 9_900,
    currency: 'USD',
    category: 'ads',
    day: '2026-02-01',
    note: '',
  } as const;
  await addCost(ctx, owner, cost);
  ids.removeCost = (await addCost(ctx, owner, cost)).id;
  await putCurrencyRates(ctx, owner, [{ currency: 'EUR', rate: '1.08', validFrom: '2026-01-01' }]);
  await attributeMarked(ctx);
  const experiment = await createFlow(ctx, owner, { name: 'Tested', description: '', definition: tested });
  await publishFlow(ctx, owner, readId('flw', experiment.id), publication);
  const page = { limit: 1, before: null };
  ids.reportExperiment = ids.chooseWinner = (await listExperiments(ctx, tenant.id, {}, page))[0]!.id;
  const { source } = await addSource(ctx, tenant.id, { name: 'Shop', kind: 'browser' });
  await ctx.db.query(sql`
    insert into widget_uses (tenant_id, day, widget, form_id, variation, viewed, started, submitted, succeeded, failed, dismissed)
    values (${tenant.id}, ${ctx.clock.now().toISOString().slice(0, 10)}, 'newsletter', 'footer', '', 4, 3, 2, 1, 1, 0),
      (${tenant.id}, ${ctx.clock.now().toISOString().slice(0, 10)}, 'newsletter', 'popup', 'a', 4, 3, 2, 1, 1, 0),
      (${tenant.id}, ${ctx.clock.now().toISOString().slice(0, 10)}, 'newsletter', 'popup', 'b', 4, 3, 2, 2, 1, 0)`);
  ids.revokeApiKey = (await listApiKeys(ctx, tenant.id)).find(({ name }) => name === 'Other')!.id;
  const invite = (name: string) => inviteUser(ctx, owner, { email: `${name}@shop.test`, role: 'support' });
  ids.changeUser = ids.createUserLink = (await invite('changed')).user.id;
  ids.removeUser = (await invite('removed')).user.id;
  ids.putMessageTopic = (await readMessages(ctx, tenant.id))[0]!.id;
  const message = await createMessage(ctx, owner, { ...newMessage, key: 'changing' });
  ids.changeMessage = message.id;
  ids.publishMessage = (await createMessage(ctx, owner, { ...newMessage, key: 'publishing' })).id;
  ids.readMessage = ids.previewMessage = ids.testMessage = ids.listMessageVersions = ids.putMessageTopic;
  await putMessageBlocks(ctx, owner, [{ name: 'signature', body: '<mj-text>Bye</mj-text>' }]);
  ids.readSourceSchema = tenant.server.id;
  ids.changeSource = ids.rotateKey = source.id;
  ids.showKey = [source.id, source.keys[0]!.id];
  ids.revokeKey = [source.id, source.keys[1]!.id];
  ids.revokeSource = (await addSource(ctx, tenant.id, { name: 'Ending', kind: 'server' })).source.id;
  queries.explainSegment = `?contact=${anna!.id}`;
  // A key can be replaced once its record is in DNS.
  const { records } = await checkSenderDomain(ctx, owner);
  for (const { purpose, name, value } of records) if (purpose === 'dkim') api.dns.txt.set(name, [value!]);
  await checkSenderDomain(ctx, owner);
  ids.replayQuarantined = (await ctx.db.query<{ id: string }>(sql`select id from quarantine`))[0]!.id;
});

/** A campaign in the state that each call about one needs. */
async function prepareCampaigns(contacts: string[]): Promise<void> {
  // One of the two recipients waits for the next day, so that it is being sent for as long.
  const pace = { throttle: { max: 1, seconds: 86_400 } };
  const definition = { message: 'welcome', audience: { include: [{ kind: 'contacts' as const, contacts }] }, ...pace };
  const variations = ['a', 'b'].map((key) => ({ key, name: key }));
  const test = { variations, share: 50, metric: 'opens' as const };
  const add = async (given: object = {}) => {
    const parsed = newCampaignSchema.parse({ name: 'News', definition: { ...definition, ...given } });
    return readId('cmp', (await createCampaign(ctx, owner, parsed)).id);
  };
  const launch = async (given?: object) => {
    const id = await add(given);
    await launchCampaign(ctx, owner, id, 1);
    return id;
  };
  ids.readCampaign = ids.changeCampaign = ids.previewCampaign = ids.cloneCampaign = await add();
  ids.launchCampaign = await add();
  ids.archiveCampaign = await add();
  const other: Caller = { ...owner, actor: { kind: 'command', id: null, name: 'another' } };
  ids.approveCampaign = (await createCampaign(ctx, other, newCampaignSchema.parse({ name: 'News' }))).id;
  ids.unscheduleCampaign = await launch({ schedule: { kind: 'at', at: '2030-01-01T00:00:00Z' } });
  const [paused, stopped] = [await launch(), await launch()];
  ids.resumeCampaign = paused;
  ids.pauseCampaign = await launch();
  ids.stopCampaign = ids.listCampaignRecipients = ids.readCampaignMetrics = await launch();
  ids.sendMissing = stopped;
  ids.chooseCampaignWinner = await launch({ test, throttle: null });
  await advanceCampaigns(ctx);
  await changeCampaignStatus(ctx, owner, paused, 'paused');
  await changeCampaignStatus(ctx, owner, stopped, 'stopped');
  await runReadyJobs(ctx);
  await advanceCampaigns(ctx);
}

/** What a browser would say of its push subscription: the point is that of RFC 8291, appendix A. */
const browser = {
  endpoint: 'https://push.test/browser',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};

/** What a caller that may call shows: a key where there is one that may. */
function credentialsFor(access: Access): Record<string, string> {
  if (access === 'write_key') return { authorization: `Bearer ${tenant.writeKey}` };
  if (access === 'ingest_key' || access === 'segment_key') return { authorization: `Bearer ${tenant.secretKey}` };
  return scopes.includes(access) ? { authorization: `Bearer ${tenant.apiKey}` } : { cookie: `user=${tenant.id}` };
}

const queries: Partial<Record<EndpointName, string>> = {
  listAddresses: '?anonymousId=v',
  readAvailability: '?productId=lamp',
  readRoi: '?campaign=cmp_1',
  reportWidgetExperiment: '?form=popup',
};

const german = { kind: 'field', field: 'language', comparison: { operator: 'equals', value: 'de' } };

const pause = flowDefinitionSchema.parse({
  version: 1,
  trigger: { kind: 'api' },
  steps: [{ id: 'pause', kind: 'wait', amount: 30, unit: 'days' }],
});

const tested = flowDefinitionSchema.parse({
  version: 1,
  trigger: { kind: 'api' },
  steps: [
    {
      ...{ id: 'mail', kind: 'send', message: 'welcome' },
      experiment: {
        metric: 'opens',
        variations: [
          { key: 'a', name: 'A', weight: 1 },
          { key: 'b', name: 'B', weight: 1, override: { subjects: { en: 'Hello' } } },
        ],
      },
    },
  ],
});

const newMessage = newMessageSchema.parse({
  key: 'news',
  name: 'News',
  channel: 'email',
  category: 'marketing',
  contents: { en: { subject: 'News', preheader: '', body: '<mj-text>News</mj-text>' } },
});

const bodies: Partial<Record<EndpointName, object>> = {
  dryRunFlow: { days: 7, version: 'draft' },
  createMessage: newMessage,
  changeMessage: { version: 1, name: 'Changed', contents: { de: newMessage.contents.en } },
  publishMessage: { version: 1 },
  previewMessage: { language: 'de', variables: { first_name: 'Anna' } },
  testMessage: { to: 'agency@example.com', variables: { first_name: 'Anna' } },
  putMessageBlocks: { blocks: [{ name: 'signature', body: '<mj-text>See you</mj-text>' }] },
  collect: { events: [{ id: 'x', type: 'page_viewed' }, { id: 'y' }] },
  sendEvents: {
    events: [
      { id: 'x', type: 'page_viewed' },
      { id: 'x', type: 'page_viewed' },
    ],
  },
  inviteUser: { email: 'new@shop.test', role: 'marketer' },
  changeUser: { role: 'analyst' },
  addApiKey: { name: 'Export', scopes: ['contacts.read'] },
  addSource: { name: 'Server', kind: 'server', allowedTypes: ['placed_order'] },
  changeSource: { name: 'Web shop', allowedOrigins: ['https://www.shop.test'] },
  rotateKey: { kind: 'write', overlapSeconds: 60 },
  segmentTrack: { userId: 'dora', event: 'Wish Made' },
  segmentIdentify: { userId: 'dora', traits: { firstName: 'Dora' } },
  segmentPage: { userId: 'dora', name: 'Home' },
  segmentScreen: { userId: 'dora', name: 'Home' },
  segmentGroup: { userId: 'dora', groupId: 'g' },
  segmentAlias: { userId: 'dora', previousId: 'd' },
  segmentBatch: { batch: [{ type: 'track', userId: 'dora', event: 'Wish Made' }] },
  segmentImport: { batch: [{ type: 'track', userId: 'dora', event: 'Wish Made' }] },
  subscribe: { email: 'carla@example.com', wordingVersion: 'v1', wording: 'News, please.' },
  joinWaitlist: { email: 'carla@example.com', productId: 'lamp', wordingVersion: 'v1', wording: 'Tell me.' },
  putProducts: { products: [{ id: 'lamp', title: 'Lamp', url: 'https://shop.test/lamp', quantity: 0 }] },
  subscribePush: { ...browser, wordingVersion: 'v1', wording: 'News by push?' },
  refreshPush: browser,
  unsubscribePush: { endpoint: browser.endpoint },
  sendPreferencesLink: { email: 'carla@example.com' },
  putCouponPool: { name: 'Welcome', validDays: 7 },
  addCouponCodes: { codes: ['SECOND', 'THIRD'], expiresAt: '2027-01-01T00:00:00Z' },
  putAttributionSettings: { ...defaultAttributionSettings, model: 'linear' },
  putCurrencyRates: { rates: [{ currency: 'EUR', rate: '1.09', validFrom: '2026-01-01' }] },
  addCost: { campaignId: 'cmp_1', amount: 500, currency: 'EUR', category: 'email', day: '2026-02-01' },
  putTopics: { topics: [{ id: 'plants', name: 'Plants', description: '' }] },
  putMessageTopic: { topic: null },
  recordProviderEvents: { events: [{ id: 'r1', deliveryId: 'dlv_none', kind: 'delivered' }] },
  recordBounces: { mails: ['Subject: Hello\r\n\r\nWhen do you open?'] },
  changeSettings: { optIn: 'single' },
  readFunnelReport: {
    steps: [{ event: 'contact_created' }, { event: 'placed_order' }],
    within: { amount: 7, unit: 'days' },
  },
  changeAlertRule: { threshold: 500, isMuted: true },
  registerWordings: { wordings: [{ version: 'v1', text: 'News, please.' }] },
  putRetention: {
    jobsDays: 7,
    quarantineDays: 90,
    visitorsDays: 30,
    unconfirmedDays: 90,
    eventsDays: 31,
    deliveriesDays: 791,
    variablesDays: 90,
  },
  previewSegment: { definition: { version: 1, filter: german } },
  createSegment: { name: 'German', definition: { version: 1, filter: german } },
  changeSegment: { version: 1, description: 'German contacts', definition: { version: 1, filter: german } },
  createCampaign: { name: 'News' },
  changeCampaign: { version: 1, name: 'Spring news' },
  approveCampaign: { version: 1 },
  launchCampaign: { version: 1 },
  cloneCampaign: { name: 'Another' },
  chooseCampaignWinner: { variation: 'a' },
  createFlow: { name: 'Pause', definition: pause },
  changeFlow: { version: 2, description: 'Does nothing', definition: { ...pause, lateMessages: 'send' } },
  publishFlow: { version: 1, runs: 'move' },
  cloneFlow: { name: 'Another' },
  chooseWinner: { variation: 'b' },
  setStock: { stock: [{ productId: 'lamp', quantity: 3 }] },
};

/** Bodies that name the contact, or open its preferences, which the link was mailed to. */
const ofContact = (): Partial<Record<EndpointName, object>> => {
  const token = makeBoundToken(ctx, 'preferences', tenant.id, ids.readContact as string, 0);
  return {
    startFlowRun: { contact: ids.readContact, key: 'second' },
    changeSegmentMembers: { contacts: [ids.readContact], membership: 'in' },
    readPreferences: { token },
    changePreferences: { token, change: { frequency: 'weekly' } },
    changeEmail: { token, newEmail: 'dora@example.com' },
    exportOwnData: { token },
    eraseOwnData: {
      token: makeBoundToken(ctx, 'preferences', tenant.id, ids.eraseOwnData as string, 0),
      confirm: 'erase',
    },
  };
};

/** Forms that bring a mail to the address in them. */
const mailing = new Set<EndpointName>(['subscribe', 'joinWaitlist', 'sendPreferencesLink']);

/**
 * Changes are, except what servers feed as they feed events: the catalog, contacts that enter a flow, and the reports of
 * platforms, which are kept with their deliveries. A preview changes nothing.
 */
const isAudited = ({ method, access, path }: Endpoint) =>
  isPermission(access) &&
  method !== 'get' &&
  access !== 'catalog.write' &&
  !access.endsWith('.read') &&
  path !== '/api/v1/provider-events' &&
  path !== '/api/v1/bounces' &&
  path !== '/api/v1/flows/{id}/runs';

const readAudit = () => listAudit(ctx, tenant.id, { limit: 200, before: null });

function send(on: typeof app, name: EndpointName, headers: Record<string, string>) {
  const { method, path, access }: Endpoint = endpoints[name];
  const body = bodies[name] ?? ofContact()[name];
  const inPath = [ids[name] ?? []].flat();
  return on.request(path.replace(/\{\w+\}/g, () => inPath.shift() ?? '') + (queries[name] ?? ''), {
    method: method.toUpperCase(),
    headers: {
      ...credentialsFor(access),
      'content-type': 'application/json',
      ...headers,
    },
    ...(body ? { body: JSON.stringify(mailing.has(name) ? { ...body, formToken: api.formToken() } : body) } : {}),
  });
}

/** A hash of each table's rows, without what each call writes: its key, and when a key of the shop was last used. */
async function readTables(): Promise<object> {
  const names = await ctx.db.query<{ name: string }>(sql`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('idempotency_keys', 'api_keys')`);
  const hashes = names.map(async ({ name }) => {
    const [row] = await ctx.db.query(sql`
      select count(*), sum(hashtextextended(t::text, 0)) as rows from ${sql.trusted(name)} t`);
    return [name, row] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

/** A stream does not end; it has tests of its own. */
const answering = (Object.keys(endpoints) as EndpointName[]).filter((name) => !('isStream' in endpoints[name]));

test.each(answering)('%s responds as in the contract, without additional members', async (name) => {
  const { access, status, response }: Endpoint = endpoints[name];
  const takesKey = takesIdempotencyKey(endpoints[name]);
  const call = (on: typeof app, headers: Record<string, string>) => send(on, name, headers);
  const before = await readAudit();
  if (takesKey && !('afterCrash' in endpoints[name])) {
    // Its work is one transaction with the answer: without the answer, it was not done.
    const killed = createApp({ ...api.deps, ctx: { ...ctx, db: endAt(ctx.db, storesAnswer) } });
    const tables = await readTables();
    expect((await call(killed, { 'idempotency-key': 'killed' })).status).toBe(503);
    expect(await readTables()).toEqual(tables);
  }
  const answer = await call(app, takesKey ? { 'idempotency-key': 'once' } : {});
  expect(answer.status).toBe(status);
  if (takesKey) {
    const repeat = await call(app, { 'idempotency-key': 'once' });
    expect([repeat.status, repeat.headers.get('idempotent-replayed')]).toEqual([status, 'true']);
    expect(await repeat.text()).toBe(await answer.clone().text());
  }
  const given = (await answer.json()) as { data?: unknown[] };
  // Unknown members would be missing in the parsed response.
  expect(response.parse(given)).toEqual(given);
  if (given.data) expect(given.data.length).toBeGreaterThan(0);
  const known = new Set(before.map(({ id }) => id));
  const written = (await readAudit()).filter(({ id }) => !known.has(id));
  const isKey = scopes.includes(access as Permission);
  const actor = isKey ? { kind: 'api_key', name: 'Test' } : { kind: 'user', name: 'owner@shop.test' };
  expect(written).toMatchObject(isAudited(endpoints[name]) ? [{ actor }] : []);
});

/** The same body with NUL in one text after the other. */
function unstorable(value: unknown): unknown[] {
  if (typeof value === 'string') return [`${value}\0`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    unstorable(member).map((changed) =>
      Array.isArray(value)
        ? value.map((each, at) => (at === Number(name) ? changed : each))
        : { ...value, [name]: changed },
    ),
  );
}

test('no text in a body that the database cannot hold is a fault of the server', async () => {
  const changing = answering.filter((name) => bodies[name] && isPermission(endpoints[name].access));
  const own: Partial<Record<EndpointName, object>> = {
    changeSettings: {
      name: 'Shop',
      siteUrl: 'https://shop.test/',
      senderName: 'Shop',
      senderAddress: 'hello@shop.test',
      postalAddress: '1 Street',
      timezone: 'UTC',
    },
    putMessageTopic: { topic: 'plants' },
  };
  const refused: string[] = [];
  for (const name of changing) {
    for (const body of unstorable(own[name] ?? bodies[name])) {
      const inPath = [ids[name] ?? []].flat();
      const answer = await app.request(
        endpoints[name].path.replace(/\{\w+\}/g, () => inPath.shift() ?? ''),
        {
          method: endpoints[name].method.toUpperCase(),
          headers: { ...credentialsFor(endpoints[name].access), 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
      );
      expect(answer.status, `${name} ${JSON.stringify(body)}`).toBeLessThan(500);
      if (answer.status === 400) refused.push(name);
    }
  }
  // For each entry of a list, the catalog calls report what is wrong with it.
  expect([...new Set(refused)]).toEqual(
    changing.filter(
      // The bodies of these hold no text.
      (name) =>
        endpoints[name].access !== 'catalog.write' &&
        !['putRetention', 'publishMessage', 'approveCampaign', 'launchCampaign', 'changeAlertRule'].includes(name),
    ),
  );
});

test('an event that a consumer could not apply can be applied by hand', async () => {
  let isBroken = true;
  const failing: Consumer = {
    ...contactsConsumer,
    name: 'other',
    apply: async () => {
      if (isBroken) throw new Error('broken');
    },
  };
  const own = await createTestApi({ consumers: [failing] });
  await own.post('/v1/collect', { events: [{ id: 'a', type: 'page_viewed' }] });
  await drain(own.ctx, new ConsumerRunner(own.ctx, failing, { holder: 'worker' }), failing);
  const [entry] = await own.ctx.db.query<{ id: string }>(sql`select id from quarantine`);
  const replay = async () =>
    (
      await own.app.request(`/api/v1/quarantine/${entry!.id}/replay`, {
        method: 'POST',
        headers: { authorization: `Bearer ${own.tenant.apiKey}` },
      })
    ).json();
  expect(await replay()).toEqual({ result: 'quarantined', reason: 'broken' });
  isBroken = false;
  expect(await replay()).toEqual({ result: 'accepted' });
  expect(await replay()).toMatchObject({ code: 'not_found' });
});
