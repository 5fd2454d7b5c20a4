import { expect, test } from 'vitest';
import { cellValue, normalizeName, unprotect } from './cells.ts';
import { readContacts } from './testing/read-file.ts';

test('the apostrophe or formula that protects a cell is removed, and a postal code stays text', async () => {
  const text = [
    'Customer ID,First Name,Email,Phone,Default Address Zip',
    "'7210448301201,Ida,ida@shop.test,'+49 151 5550101,'01234",
    '="7210448301202",Jo,jo@shop.test,"=""+491515550102""",12345',
  ].join('\n');
  const { events, preset } = await readContacts(text);
  expect(preset).toBe('shopify');
  expect(events).toMatchObject([
    { userId: '7210448301201', properties: { phone: '+49 151 5550101', 'Default Address Zip': '01234' } },
    { userId: '7210448301202', properties: { phone: '+491515550102', 'Default Address Zip': '12345' } },
  ]);
});

test.each([
  ["'01234", '01234'],
  ["'+49 151", '+49 151'],
  ["'-5", '-5'],
  ["'=1+1", '=1+1'],
  ["'@name", '@name'],
  ["'12/2026", '12/2026'],
  ["\u200b'721", '721'],
  ["'t Hooft", "'t Hooft"],
  ["o'brien@shop.test", "o'brien@shop.test"],
  ["'s-Gravenhage", "'s-Gravenhage"],
  ["'90s kids", "'90s kids"],
  ["D'Arcy", "D'Arcy"],
  ["'", "'"],
])('of the cell %s stays %s', (cell, text) => {
  expect(unprotect(cell)).toBe(text);
});

test('numbers and booleans of a table are read as such; protected values and values with a leading zero are text', () => {
  expect(['12', '-1.5', 'true', '01234', "'12345", '="12"', '1e5', 'x'].map(cellValue)).toEqual([
    12,
    -1.5,
    true,
    '01234',
    '12345',
    '12',
    '1e5',
    'x',
  ]);
});

test.each([
  ['E-mail Address', 'First Name,E-mail Address', 'Ann,a@shop.test'],
  ['Billing Email', 'Billing Email,x', 'a@shop.test,1'],
  ['E-mail 1 - Value', 'Name,E-mail 1 - Value', 'Ann,a@shop.test'],
  ['Emailadresse', 'Emailadresse,Vorname,Nachname', 'a@shop.test,Ann,Berg'],
  ['E-Mail', 'E-Mail;Vorname;Ort', 'a@shop.test;Ann;Köln'],
  ['Adresse e-mail', 'Prénom,Adresse e-mail', 'Ann,a@shop.test'],
  ['Correo electrónico', 'Correo electrónico,Nombre', 'a@shop.test,Ann'],
  ['customerEmail', 'customerEmail,x', 'a@shop.test,1'],
  ['E-post', 'Förnamn\tE-post', 'Ann\ta@shop.test'],
  ['Email (Billing)', 'Email (Billing)|Town', 'a@shop.test|Lund'],
])('the address is found in the column %s', async (column, header, row) => {
  const { events, columns, faults } = await readContacts(`${header}\n${row}\n`);
  expect([columns.email, events[0]?.email, faults]).toEqual([column, 'a@shop.test', []]);
});

test('columns for names are recognised in the languages of shops', async () => {
  const { events } = await readContacts('Emailadresse,Vorname,Nachname,Telefon\na@shop.test,Ann,Berg,+49 30 1');
  expect(events[0]?.properties).toEqual({ firstName: 'Ann', lastName: 'Berg', phone: '+49 30 1' });
  expect(normalizeName('  E-Mail-Adresse (privat) ')).toBe('email_adresse_privat');
});

test('any column can be named; if one is not found, the error lists the columns of the file', async () => {
  const text = 'Kontakt,Rufname\na@shop.test,Ann';
  await expect(readContacts(text)).rejects.toThrow(/--email or --customer <column>.*Kontakt, Rufname/);
  const { events } = await readContacts(text, { columns: { email: 'kontakt', firstName: 'Rufname' } });
  expect(events).toMatchObject([{ email: 'a@shop.test', properties: { firstName: 'Ann' } }]);
  await expect(readContacts(text, { columns: { email: 'Mail' } })).rejects.toThrow(/no column "Mail".*Kontakt/);
  await expect(readContacts('email\n', { preset: 'ga4' })).rejects.toThrow(
    /there is no preset ga4 for contacts; choose one of shopify/,
  );
});

test('a placeholder is not used as a customer id: the row is identified by its address, or reported', async () => {
  const { events, faults } = await readContacts(
    'customer_id,email\nguest,a@shop.test\n0,b@shop.test\nundefined,\n-1,\n#N/A,\n17,',
  );
  expect(events.map(({ userId, email }) => userId ?? email)).toEqual(['a@shop.test', 'b@shop.test', '17']);
  expect(faults).toEqual([
    '4: neither a user id nor an e-mail address: customer_id has "undefined", which is a placeholder',
    '5: neither a user id nor an e-mail address: customer_id has "-1", which is a placeholder',
    '6: neither a user id nor an e-mail address: customer_id has "#N/A", which is a placeholder',
  ]);
});

test.each([
  ['customer_id', '7.21045E+12'],
  ['External SKU', '4.00638E+12'],
])('a %s that a spreadsheet has shortened is refused by line', async (column, cell) => {
  const { events, faults } = await readContacts(`email,${column}\na@shop.test,${cell}`);
  expect(events).toEqual([]);
  expect(faults).toEqual([expect.stringMatching(new RegExp(`^2: ${column}: a spreadsheet has shortened`))]);
});

test.each([
  ['Phone', '4.91515E+12'],
  ['Telefon', '"4,91515E+12"'],
])(
  'a %s that a spreadsheet has shortened does not cost the row: it is left to the reading of numbers',
  async (column, cell) => {
    const { events, faults } = await readContacts(`email,${column}\na@shop.test,${cell}`);
    expect(events).toMatchObject([{ email: 'a@shop.test', properties: { phone: cell.replaceAll('"', '') } }]);
    expect(faults).toEqual([]);
  },
);

test('a word that contains an E is not taken for a shortened number, and neither is a measurement', async () => {
  const { events } = await readContacts('email,sku,score\na@shop.test,12E4,1.5E+3');
  expect(events[0]?.properties).toEqual({ sku: '12E4', score: '1.5E+3' });
});

test('ids, phone numbers and postal codes are text even if they look like numbers; counts and sums are numbers', async () => {
  const { events } = await readContacts(
    'email,ZIP,Loyalty Number,Number of orders,Order Count,Spent\na@shop.test,12345,77,3,4,180.5',
  );
  expect(events[0]?.properties).toEqual({
    ZIP: '12345',
    'Loyalty Number': '77',
    'Number of orders': 3,
    'Order Count': 4,
    Spent: 180.5,
  });
});

test.each(['NULL', '\\N', 'n/a', '-', '0000-00-00 00:00:00', '0001-01-01T00:00:00', '0000-00-00'])(
  'a placeholder registration date %s is ignored, and the contact is imported',
  async (date) => {
    const { events, faults } = await readContacts(`email,Registered\na@shop.test,${date}`, {
      columns: { registeredAt: 'Registered' },
    });
    expect([events[0]?.email, events[0]?.properties?.registeredAt, faults]).toEqual(['a@shop.test', undefined, []]);
  },
);

test('an address that is NULL counts as missing', async () => {
  const { events, faults } = await readContacts('customer_id,email\n4711,NULL\n,NULL');
  expect(events).toMatchObject([{ userId: '4711' }]);
  expect(faults).toEqual(['3: neither a user id nor an e-mail address']);
});

test('a registration date in a local format is refused, and the error names the option to set', async () => {
  const text = 'email,created_at\na@shop.test,05.09.2025';
  expect((await readContacts(text)).faults).toEqual([expect.stringContaining('--date-format')]);
  const { events } = await readContacts(text, { dateFormat: 'DD.MM.YYYY' });
  expect(events[0]?.properties).toEqual({ registeredAt: '2025-09-05T00:00:00.000Z' });
});
