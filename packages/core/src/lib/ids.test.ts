import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeBase32, eventName, eventUuid, formatUuid, type Id, isUuid, readId, uuidv7Bytes } from './ids.ts';

const time = fc.integer({ min: 0, max: 2 ** 47 });
const chance = fc.uint8Array({ minLength: 10, maxLength: 10 });

test('ids sort by creation time, in both encodings', () => {
  fc.assert(
    fc.property(time, time, chance, chance, (first, second, one, other) => {
      fc.pre(first < second);
      const [a, b] = [uuidv7Bytes(first, one), uuidv7Bytes(second, other)];
      expect(formatUuid(a) < formatUuid(b)).toBe(true);
      expect(encodeBase32(a) < encodeBase32(b)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('ids have the version and variant of a UUIDv7 and keep all other random bits', () => {
  fc.assert(
    fc.property(time, chance, (at, random) => {
      const uuid = formatUuid(uuidv7Bytes(at, random));
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)).toBe(at);
      expect(uuid.slice(-12)).toBe(Buffer.from(random.slice(4)).toString('hex'));
    }),
  );
});

test('base32 is a unique encoding of sixteen bytes', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      (a, b) => {
        expect(encodeBase32(a)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
        expect(encodeBase32(a) === encodeBase32(b)).toBe(Buffer.compare(a, b) === 0);
      },
    ),
  );
});

test('a client id always gives the same event id: a UUID in either case, any other text by its digest', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      expect(eventUuid(uuid.toUpperCase())).toBe(uuid);
    }),
  );
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      fc.pre(!isUuid(a) && !isUuid(b));
      expect(eventUuid(a)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(eventUuid(a) === eventUuid(b)).toBe(a === b);
    }),
  );
  expect(eventUuid('order-1')).toBe(eventUuid('order-1'));
});

test('event ids are shown in the format of our other ids', () => {
  expect(eventName('00000000-0000-0000-0000-000000000000')).toBe('evt_00000000000000000000000000');
  expect(eventName(eventUuid('order-1'))).toMatch(/^evt_[0-9a-hjkmnp-tv-z]{26}$/);
});

test('an id from a caller must have the expected prefix and format', () => {
  const id = `ctc_${encodeBase32(new Uint8Array(16))}`;
  expect(readId('ctc', id)).toBe(id);
  for (const other of [
    `mrg_${id.slice(4)}`,
    id.slice(0, -1),
    `${id}0`,
    id.toUpperCase(),
    `ctc_${'\0'.repeat(26)}`,
    '',
  ]) {
    expect(() => readId('ctc', other), other).toThrow('nothing with this id');
  }
});

test('an id of one kind does not compile where another kind is expected', () => {
  const contactId: Id<'ctc'> = 'ctc_1';
  const mergeId: Id<'mrg'> = 'mrg_1';
  const take = (contact: Id<'ctc'>, merge: Id<'mrg'>) => [contact, merge];
  expect(take(contactId, mergeId)).toEqual(['ctc_1', 'mrg_1']);
  // @ts-expect-error -- swapped
  take(mergeId, contactId);
  const unread: string = contactId;
  // @ts-expect-error -- a text that was not read by `readId`
  take(unread, mergeId);
});
