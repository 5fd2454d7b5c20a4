import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listEvents } from '../feed/index.ts';
import { applyAll, collect, createTestContext, runs } from '../testing/index.ts';
import { listContacts, readContact } from './read-contacts.ts';
import { readTimeline } from './timeline.ts';

const { ctx, newTenant } = await createTestContext();

const tenant = await newTenant();
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((given) => given.isWellFormed());
const product = fc.record(
  {
    productId: fc.uuid(),
    variantId: fc.uuid(),
    title: text,
    category: text,
    price: fc.integer({ min: 0, max: 10_000_000 }),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
  },
  { requiredKeys: ['productId'] },
);

test('Feature: marketing-automation, Property 1: Contact creation has email, name, registration date (1.1)', async () => {
  const registeredAt = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2026-02-28'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const person = fc.record(
    { email: fc.emailAddress(), firstName: text, lastName: text, registeredAt },
    { requiredKeys: ['email', 'firstName', 'lastName'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.uuid(), person, async (id, { email, ...facts }) => {
      const { results } = await collect(ctx, tenant.server, [
        { id, type: 'contact_created', userId: id, email, properties: facts },
      ]);
      expect(results).toEqual([{ id, result: 'accepted' }]);
      await applyAll(ctx);
      const [found] = await listContacts(ctx, tenant.id, { filters: [], search: id, limit: 1, before: null });
      expect(await readContact(ctx, tenant.id, found!.id)).toMatchObject({
        userId: id,
        email: email.toLowerCase(),
        firstName: facts.firstName,
        lastName: facts.lastName,
        registeredAt: facts.registeredAt ?? ctx.clock.now().toISOString(),
      });
    }),
    { numRuns: runs(100) },
  );
});

/** A browser's events are on the timeline of the person it is linked to, with every detail. */
async function expectRecorded(type: string, properties: Record<string, unknown>, id: string): Promise<void> {
  const started = performance.now();
  const anonymousId = `visitor ${id}`;
  await collect(ctx, tenant.browser, [{ id, type, anonymousId, properties }]);
  await collect(ctx, tenant.server, [{ id: `${id} known`, type: 'identified', anonymousId, userId: id }]);
  await applyAll(ctx);
  const [contact] = await listContacts(ctx, tenant.id, { filters: [], search: id, limit: 1, before: null });
  const entries = await readTimeline(ctx, tenant.id, contact!.id, { limit: 10, before: null });
  expect(entries.find((entry) => entry.type === type)).toMatchObject({
    isTrusted: false,
    source: 'Storefront',
    properties,
  });
  const [newest] = await listEvents(ctx, tenant.id, { limit: 1, before: null, type });
  expect(newest!.event).toMatchObject({ contactId: contact!.id, contactName: id, anonymousId, properties });
  expect(performance.now() - started).toBeLessThan(30_000);
}

test('Feature: marketing-automation, Property 6: Product view recorded with details ≤ 30 s (2.1, 2.5)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uuid(), product, (id, properties) => expectRecorded('product_viewed', properties, id)),
    { numRuns: runs(100) },
  );
});

test('Feature: marketing-automation, Property 7: Add to cart recorded with details ≤ 30 s (2.2, 2.5)', async () => {
  const quantity = fc.integer({ min: 1, max: 1_000_000 });
  await fc.assert(
    fc.asyncProperty(fc.uuid(), product, quantity, (id, properties, count) =>
      expectRecorded('added_to_cart', { ...properties, quantity: count }, id),
    ),
    { numRuns: runs(100) },
  );
});

test('later facts win, facts not sent stay, and facts without a column are kept as attributes', async () => {
  const one = await newTenant();
  const tell = (id: string, type: string, properties: object) =>
    collect(ctx, one.server, [{ id, type, userId: 'anna', properties }]);
  await tell('a', 'contact_created', { firstName: 'Ann', language: 'en', loyaltyTier: 'gold', size: 38 });
  await tell('b', 'contact_updated', { firstName: 'Anna', phone: '+49 30 1234567', size: 39 });
  await applyAll(ctx);
  await tell('c', 'contact_updated', { lastName: 'Berg' });
  await applyAll(ctx);
  const [contact] = await listContacts(ctx, one.id, { filters: [], search: null, limit: 1, before: null });
  expect(await readContact(ctx, one.id, contact!.id)).toMatchObject({
    firstName: 'Anna',
    lastName: 'Berg',
    phone: '+49301234567',
    language: 'en',
    properties: { loyaltyTier: 'gold', size: 39 },
  });
  expect(await readContact(ctx, tenant.id, contact!.id)).toBeNull();
});
