import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressPrefix, clientAddress } from './client-address.ts';

test.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:db8:1::6', '2001:db8:1::/48'],
  ['2001:DB8::', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
  ['::1:0:0:1:0:0', '0:0:1::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
  ['nonsense', null],
  ['', null],
  [null, null],
])('of %s is kept %s', (address, prefix) => {
  expect(addressPrefix(address)).toBe(prefix);
});

test('addresses of one network share their prefix, whatever way they are written', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
  fc.assert(
    fc.property(fc.tuple(group, group, group), fc.array(group, { minLength: 5, maxLength: 5 }), (front, back) => {
      const written = [...front, ...back].join(':');
      const short = new URL(`http://[${written}]`).hostname.slice(1, -1);
      expect(addressPrefix(short)).toBe(`${front.join(':')}::/48`);
      expect(addressPrefix(written.toUpperCase())).toBe(`${front.join(':')}::/48`);
    }),
    { numRuns: 500 },
  );
});

test('of a forwarded chain only what our own proxies wrote is believed', () => {
  const socket = '10.0.0.1';
  expect(clientAddress(socket, '6.6.6.6', 0)).toBe(socket);
  expect(clientAddress(socket, null, 1)).toBe(socket);
  expect(clientAddress(socket, '6.6.6.6, 203.0.113.7', 1)).toBe('203.0.113.7');
  expect(clientAddress(socket, '6.6.6.6, 203.0.113.7, 10.0.0.2', 2)).toBe('203.0.113.7');
  expect(clientAddress(socket, '203.0.113.7', 2)).toBe('203.0.113.7');
});
