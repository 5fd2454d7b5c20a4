import type { ListedFlowRun, ResponseOf } from '@beckon/contract';
import { makeApiKey } from '@beckon/core/access';
import { advanceRuns } from '@beckon/core/flows';
import { createSegment } from '@beckon/core/segments';
import { applyAll } from '@beckon/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

/** What the lists of flows, runs and segments say besides the states that the stories tell. */
const { app, ctx, clock, tenant, newTenant } = await createTestApi();
const day = 24 * 60 * 60 * 1_000;

const call = async <T>(method: string, path: string, body?: object, key = tenant.apiKey): Promise<T> => {
  const answer = await app.request(path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(answer.status, `${path}: ${await answer.clone().text()}`).toBeLessThan(300);
  return (await answer.json()) as T;
};

const pause = { id: 'pause', kind: 'wait', amount: 90, unit: 'days' };
const note = { id: 'note', kind: 'update_contact', properties: { greeted: true } };

async function enter(flow: string, contact: string): Promise<void> {
  await call('POST', `/api/v1/flows/${flow}/runs`, { contact });
  while ((await advanceRuns(ctx)) > 0);
}

const contacts: string[] = [];
const flows: string[] = [];

beforeAll(async () => {
  const events = ['anna', 'ben', 'cem'].map((name) => ({
    id: name,
    type: 'contact_created',
    userId: name,
    email: `${name}@example.com`,
    properties: { firstName: name },
  }));
  await call('POST', '/api/v1/events', { events }, tenant.secretKey);
  await applyAll(ctx);
  for (const { userId } of events) {
    const { data } = await call<ResponseOf<'listContacts'>>('GET', `/api/v1/contacts?search=${userId}`);
    contacts.push(data[0]!.id);
  }
  for (const name of ['First', 'Second']) {
    const { id, version } = await call<ResponseOf<'createFlow'>>('POST', '/api/v1/flows', {
      name,
      definition: {
        version: 1,
        trigger: { kind: 'api' },
        steps: [name === 'First' ? pause : note],
      },
    });
    await call('POST', `/api/v1/flows/${id}/publish`, { version });
    flows.push(id);
  }
  await enter(flows[0]!, contacts[0]!);
  await enter(flows[1]!, contacts[0]!);
  clock.advance(31 * day);
  await enter(flows[0]!, contacts[1]!);
  await enter(flows[0]!, contacts[2]!);
});

test('a flow says who is inside, and how many entered and finished in the last 30 days', async () => {
  const { data } = await call<ResponseOf<'listFlows'>>('GET', '/api/v1/flows');
  const counts = () => data.map(({ runs, recent }) => [runs.active, runs.finished, recent.entered, recent.finished]);
  expect(counts()).toEqual([
    [3, 0, 2, 0],
    [0, 1, 0, 0],
  ]);
  expect(data.map(({ trigger }) => trigger)).toEqual([{ kind: 'api' }, { kind: 'api' }]);
  await enter(flows[1]!, contacts[1]!);
  const second = await call<ResponseOf<'readFlow'>>('GET', `/api/v1/flows/${flows[1]}`);
  expect(second).toMatchObject({ runs: { finished: 2 }, recent: { entered: 1, finished: 1 } });
});

test('the trigger is that of the published version, until a change is published', async () => {
  const { id, version, definition } = await call<ResponseOf<'readFlow'>>('GET', `/api/v1/flows/${flows[1]}`);
  const changed = { ...definition, trigger: { kind: 'event', events: [{ event: 'placed_order' }] } };
  await call('PATCH', `/api/v1/flows/${id}`, { version, definition: changed });
  const { data } = await call<ResponseOf<'listFlows'>>('GET', '/api/v1/flows');
  expect(data.find((flow) => flow.id === id)!.trigger).toEqual({ kind: 'api' });
});

test('the runs of a flow name their contacts, for callers who may read contacts', async () => {
  const path = `/api/v1/flows/${flows[0]}/runs`;
  const names = ({ data }: { data: ListedFlowRun[] }) => data.map(({ contact }) => contact?.firstName ?? null);
  expect(names(await call('GET', path))).toEqual(['cem', 'ben', 'anna']);
  const { value } = await makeApiKey(ctx, tenant.id, { name: 'Flows only', scopes: ['flows.read'] });
  expect(names(await call('GET', path, undefined, value))).toEqual([null, null, null]);
});

test('the runs of a contact are listed page by page, in all flows, newest first', async () => {
  const path = `/api/v1/contacts/${contacts[0]}/runs?limit=1`;
  const first = await call<ResponseOf<'listContactRuns'>>('GET', path);
  expect(first.data).toMatchObject([{ flow: 'Second', status: 'finished', contactId: contacts[0] }]);
  const next = await call<ResponseOf<'listContactRuns'>>('GET', `${path}&cursor=${first.nextCursor}`);
  expect(next.data).toMatchObject([{ flow: 'First', status: 'active', step: 'pause' }]);
  const last = await call<ResponseOf<'listContactRuns'>>('GET', `${path}&cursor=${next.nextCursor}`);
  expect(last).toEqual({ data: [], nextCursor: null });
});

test('another shop reads neither the runs of a contact nor those of a flow', async () => {
  const other = await newTenant();
  const headers = { authorization: `Bearer ${other.apiKey}` };
  expect((await app.request(`/api/v1/contacts/${contacts[0]}/runs`, { headers })).status).toBe(404);
  expect(await call('GET', `/api/v1/flows/${flows[0]}/runs`, undefined, other.apiKey)).toMatchObject({ data: [] });
});

test('a segment says when it was last changed', async () => {
  await createSegment(ctx, tenant.id, { name: 'VIP', description: '', definition: null });
  const { data } = await call<ResponseOf<'listSegments'>>('GET', '/api/v1/segments');
  expect(data.map(({ name, updatedAt }) => [name, updatedAt])).toEqual([
    ['Newsletter', null],
    ['VIP', clock.now().toISOString()],
  ]);
});
