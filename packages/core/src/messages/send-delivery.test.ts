import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { priorities } from '../queue/index.ts';
import { createTestContext } from '../testing/index.ts';
import { deliver } from './deliver.ts';

const { ctx, newTenant } = await createTestContext();

test('the job of a message that a person waits for is urgent, that of marketing is not', async () => {
  const tenant = await newTenant();
  const contactId = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at)
    values (${contactId}, ${tenant.id}, 'anna@example.com', ${ctx.clock.now()})`);
  const priorityOf = async (message: string) => {
    await deliver(ctx, { tenantId: tenant.id, contactId, message, businessKey: message });
    const [row] = await ctx.db.query<{ priority: number }>(sql`
      select j.priority from jobs j join deliveries d on d.id = j.unique_key where d.business_key = ${message}`);
    return row!.priority;
  };
  expect(await priorityOf('newsletter_confirmation')).toBe(priorities.urgent);
  expect(await priorityOf('welcome')).toBe(priorities.normal);
});
