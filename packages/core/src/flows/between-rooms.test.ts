import { expect, test } from 'vitest';
import type { Caller } from '../access/index.ts';
import { changeSegment } from '../admin/index.ts';
import { createSegment } from '../segments/index.ts';
import { createTestContext } from '../testing/index.ts';
import { archiveFlow } from './index.ts';
import { createFlowWorld } from './testing/world.ts';

const context = await createTestContext({ maxConnections: 6 });
const { ctx, newTenant } = context;
const { name, order, send, settle, publish, runsOf } = createFlowWorld(context);
// A new reaction starts at the end of the log.
await settle();

const on = (...types: string[]) => ({ kind: 'event' as const, events: types.map((event) => ({ event })) });
const mail = (id = 'mail') => ({ id, kind: 'send' as const, message: 'welcome' });
const wait = (amount: number, unit: 'minutes' | 'hours' | 'days' = 'hours') =>
  ({ id: 'wait', kind: 'wait', amount, unit }) as const;

test('a segment that a live flow needs is not archived, so that nobody is kept inside other flows', async () => {
  const tenant = await newTenant();
  const filter = { kind: 'property', property: 'tier', comparison: { operator: 'equals', value: 'gold' } } as const;
  const segment = await createSegment(ctx, tenant.id, {
    name: 'VIP',
    description: '',
    definition: { version: 1, filter },
  });
  const audience = { kind: 'segment' as const, segment: segment.id };
  const flow = await publish(tenant, { trigger: on('placed_order'), exits: [], audience, steps: [mail()] });
  await publish(tenant, { trigger: on('trial_started'), steps: [wait(1), mail('second')] });
  const userId = name('user');
  await send(tenant, 'trial_started', { userId });
  await settle();
  const caller: Caller = {
    tenantId: tenant.id,
    actor: { kind: 'user', id: 'usr_1', name: 'anna@shop.test' },
    permissions: new Set(['segments.write']),
  };
  const archive = () => changeSegment(ctx, caller, segment.id, { version: segment.version, isArchived: true });
  await expect(archive()).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ path: 'definition.audience.segment', message: `in the flow ${flow.name}` }],
  });
  await send(tenant, 'placed_order', { userId }, order());
  await settle();
  expect(await runsOf(tenant, userId)).toEqual(['exited: exit_event']);
  await archiveFlow(ctx, tenant.id, flow.id);
  expect(await archive()).toMatchObject({ isArchived: true });
});
