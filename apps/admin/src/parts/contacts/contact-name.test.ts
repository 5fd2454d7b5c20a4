import { expect, it } from 'vitest';
import { contactName, contactSubline } from './contact-name.ts';

const nobody = { id: 'ctc_00000000abcdef', firstName: null, lastName: null, email: null, userId: null };

it('calls a contact by name, else by address, else by the id of the shop', () => {
  const whole = { ...nobody, firstName: 'Mira', lastName: 'Holm', email: 'mira@shop.example', userId: '7' };
  expect(contactName(whole)).toBe('Mira Holm');
  expect(contactSubline(whole)).toBe('mira@shop.example');
  expect(contactName({ ...nobody, email: 'mira@shop.example', userId: '7' })).toBe('mira@shop.example');
  expect(contactSubline({ ...nobody, email: 'mira@shop.example', userId: '7' })).toBe('Customer 7');
  expect(contactName({ ...nobody, userId: '00001' })).toBe('Customer 00001');
  expect(contactSubline({ ...nobody, userId: '00001' })).toBeNull();
  expect(contactName(nobody)).toBe('Contact abcdef');
});
