import { expect, test } from 'vitest';
import { planOptOuts } from './opt-out-row.ts';
import { collectRows, withRows } from './testing/read-file.ts';

const read = (content: string | Buffer, flags = {}, country: string | null = null) =>
  withRows(content, {}, async (file) => {
    const readRow = planOptOuts(file.columns, flags, country);
    return (await collectRows(file)).map((row) => ('fault' in row ? row.fault : readRow(row.columns)));
  });

test('addresses, phone numbers and reasons are read from tables in several languages', async () => {
  const text = "E-Mail;Telefon;Status\n\u200bAnna@shop.test;;\n;'+49 151 5550101;Hard Bounce\nb@shop.test;;blocklisted";
  for (const content of [text, Buffer.from(`\ufeff${text}`, 'utf16le')]) {
    expect(await read(content)).toEqual([
      { email: 'anna@shop.test', reason: 'unsubscribed' },
      { phone: '+49 151 5550101', reason: 'bounced' },
      { email: 'b@shop.test', reason: 'address_blocked' },
    ]);
  }
});

test('of a list of all contacts, only those who opted out are suppressed', async () => {
  const text =
    'email,Email Marketing Consent\na@shop.test,SUBSCRIBED\nb@shop.test,UNSUBSCRIBED\nc@shop.test,NEVER_SUBSCRIBED';
  expect(await read(text)).toEqual([
    { mayBeWritten: true },
    { email: 'b@shop.test', reason: 'unsubscribed' },
    { mayBeWritten: true },
  ]);
});

test('a row without an address, a shortened phone number and an unknown reason are errors', async () => {
  expect(await read('email,phone,reason\n,,bounced\n,4.91515E+12,\nno address,,\na@shop.test,,odd')).toEqual([
    { fault: 'neither an e-mail address nor a phone number' },
    { fault: 'phone: a spreadsheet has shortened the number 4.91515E+12' },
    { fault: '"no address" is not an e-mail address' },
    { fault: '"odd" is not a reason: use unsubscribed, bounced, complained or blocked' },
  ]);
});

test('a phone number without country code is read in the country of the shop; one that cannot be read is an error', async () => {
  const text = 'phone\n0301234567\n+49 30 1234567\n12';
  expect(await read(text, {}, 'DE')).toEqual([
    { phone: '0301234567', reason: 'unsubscribed' },
    { phone: '+49 30 1234567', reason: 'unsubscribed' },
    { fault: '"12" has no country code and is no phone number of the country of the shop (DE)' },
  ]);
  expect((await read(text))[0]).toEqual({ fault: expect.stringMatching(/^"0301234567" has no country code: set the/) });
});

test('a placeholder for a phone number is ignored, and the address beside it is suppressed', async () => {
  expect(await read('email,phone\n,n/a\n,-\na@shop.test,none')).toEqual([
    { fault: 'neither an e-mail address nor a phone number' },
    { fault: 'neither an e-mail address nor a phone number' },
    { email: 'a@shop.test', reason: 'unsubscribed' },
  ]);
});

test('columns can be named; if one is missing, the error lists the columns of the file', async () => {
  await expect(read('Wer\na@shop.test')).rejects.toThrow(/--email <column> or --phone <column>.*Wer/);
  expect(await read('Wer\na@shop.test', { email: 'wer' })).toEqual([{ email: 'a@shop.test', reason: 'unsubscribed' }]);
});
