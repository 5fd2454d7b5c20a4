import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { normalizePhone } from '../lib/index.ts';
import { createTestContext } from '../testing/index.ts';
import { createContact } from './claim-address.ts';
import { lockContactsOfPhone } from './lock-contact.ts';

const { ctx, newTenant } = await createTestContext();

/** Numbers as people write them, and texts with any characters between their digits. */
const spellings = fc.oneof(
  fc
    .record({
      country: fc.constantFrom('+49', '0049', '+ 49', '(+49)', '00 49', '49', '0', '000', '++49', '\u200b+49', '\n00'),
      digits: fc.array(fc.constantFrom('1', '0', '7', ' ', '-', '/', '.', '(0)', '\u00a0'), {
        minLength: 1,
        maxLength: 9,
      }),
    })
    .map(({ country, digits }) => country + digits.join('')),
  fc.string({
    unit: fc.constantFrom('0', '1', '+', ' ', '\n', '\r', 'x', '٣', '０', '²', '\u2028', '😀'),
    maxLength: 12,
  }),
);

test('the database and the program take the same spellings for one number', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(spellings, { minLength: 2, maxLength: 20 }), async (phones) => {
      const tenant = await newTenant();
      const contacts: { id: string; phone: string }[] = [];
      for (const phone of phones) {
        const id = (await createContact(ctx, tenant.id, { email: `c${contacts.length}@example.com` }))!;
        await ctx.db.query(sql`update contacts set phone = ${phone} where id = ${id}`);
        contacts.push({ id, phone });
      }
      for (const asked of phones) {
        const found = await ctx.db.transaction((tx) => lockContactsOfPhone({ ...ctx, db: tx }, tenant.id, asked));
        const same = contacts.filter(({ phone }) => normalizePhone(phone) === normalizePhone(asked));
        expect(new Set(found.map(({ id }) => id))).toEqual(new Set(same.map(({ id }) => id)));
      }
    }),
    { numRuns: 100 },
  );
}, 60_000);

test('a number is found by the index, whose expression is that of the search', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, phone, created_at)
    select 'ctc_' || n, ${tenant.id}, '+49170' || n, ${ctx.clock.now()} from generate_series(1, 2000) n`);
  const plan = await ctx.db.transaction(async (tx) => {
    let searched = sql``;
    const query = (statement: Parameters<typeof tx.query>[0]) => {
      searched = statement;
      return Promise.resolve([]);
    };
    await lockContactsOfPhone({ ...ctx, db: { ...tx, query } as typeof tx }, tenant.id, '+491701234567');
    await tx.query(sql`analyze contacts`);
    return tx.query(sql`explain ${searched}`);
  });
  expect(JSON.stringify(plan)).toContain('contacts_by_phone');
});
