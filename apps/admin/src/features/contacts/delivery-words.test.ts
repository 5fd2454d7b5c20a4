import type { Delivery } from '@beckon/contract';
import { expect, it } from 'vitest';
import { deliverySentence } from './delivery-words.ts';

const delivery = (fields: Partial<Delivery>) =>
  ({ channel: 'email', category: 'marketing', status: 'sent', reason: null, waitsUntil: null, ...fields }) as Delivery;

it('tells the recorded reason as a sentence', () => {
  expect(deliverySentence(delivery({ status: 'skipped', reason: 'no e-mail consent' }))).toBe('No e-mail consent.');
  expect(deliverySentence(delivery({ status: 'failed', reason: 'Mailbox is full!' }))).toBe('Mailbox is full!');
});

it('says when a delivery that waits is checked again', () => {
  const waiting = delivery({ status: 'due', reason: 'It is within quiet hours.', waitsUntil: '2026-03-02T09:00:00Z' });
  expect(deliverySentence(waiting)).toMatch(/^It is within quiet hours\. Checked again at .+ on .+2026\.$/);
});

it('has a sentence for every state without a reason', () => {
  const states = ['due', 'dispatching', 'sent', 'failed', 'uncertain', 'skipped'] as const;
  for (const status of states) expect(deliverySentence(delivery({ status }))).toMatch(/^[A-Z].*\.$/);
});

it('says that a confirmation needs no marketing consent', () => {
  expect(deliverySentence(delivery({ category: 'transactional' }))).toContain('needs no marketing consent');
});
