import type { Delivery } from '@beckon/contract';
import { expect, it } from 'vitest';
import { deliverySentence } from './delivery-words.ts';

const delivery = (fields: Partial<Delivery>) =>
  ({ channel: 'email', category: 'marketing', status: 'sent', reason: null, ...fields }) as Delivery;

it('tells the recorded reason as a sentence', () => {
  expect(deliverySentence(delivery({ status: 'skipped', reason: 'no e-mail consent' }))).toBe('No e-mail consent.');
  expect(deliverySentence(delivery({ status: 'failed', reason: 'Mailbox is full!' }))).toBe('Mailbox is full!');
});

it('has a sentence for every state without a reason', () => {
  const states = ['due', 'dispatching', 'sent', 'failed', 'uncertain', 'skipped'] as const;
  for (const status of states) expect(deliverySentence(delivery({ status }))).toMatch(/^[A-Z].*\.$/);
});

it('says that a confirmation needs no marketing consent', () => {
  expect(deliverySentence(delivery({ category: 'transactional' }))).toContain('needs no marketing consent');
});
