import { expect, test } from 'vitest';
import { newSourceSchema, readOrigin, sourceChangesSchema } from '../index.ts';

test.each([
  ['https://www.shop.example', 'https://www.shop.example'],
  ['https://Shop.Example:443/', 'https://shop.example'],
  ['http://localhost:8788', 'http://localhost:8788'],
  ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
])('%s is the origin %s, as browsers say it', (text, origin) => {
  expect(readOrigin(text)).toEqual({ origin });
});

test.each([
  ['shop.example', 'has no scheme: write https://shop.example'],
  ['', 'has no scheme'],
  ['*', 'holds a *'],
  ['https://*.shop.example', 'holds a *'],
  ['https://shop.example/cart', 'names more than scheme, host and port: write https://shop.example'],
  ['https://shop.example?a', 'names more than scheme, host and port: write https://shop.example'],
  ['https://anna@shop.example', 'holds a name or password'],
  ['ftp://shop.example', 'is neither https:// nor http://'],
  ['https://', 'is not an origin'],
  ['null', 'has no scheme'],
])('%j is refused with the way to mend it', (text, fault) => {
  expect(readOrigin(text)).toEqual({ fault: expect.stringContaining(fault) });
});

test('a source is refused with the place of each fault', () => {
  const { error } = newSourceSchema.safeParse({
    name: ' ',
    kind: 'import',
    allowedOrigins: ['https://a.example', 'b.example'],
    allowedTypes: ['Page Viewed'],
    color: 'red',
  });
  expect(error!.issues.map(({ path }) => path.join('.')).sort()).toEqual([
    '',
    'allowedOrigins.1',
    'allowedTypes.0',
    'kind',
    'name',
  ]);
});

test('a change that names nothing is refused', () => {
  expect(sourceChangesSchema.safeParse({}).success).toBe(false);
  expect(sourceChangesSchema.safeParse({ allowedTypes: null }).success).toBe(true);
});
