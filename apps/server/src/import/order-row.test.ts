import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readOrders } from './testing/read-file.ts';

const csv = (...lines: string[]) => lines.join('\n');
/** Order number, total and currency, as they are stored. */
const totals = async (content: string, options: Parameters<typeof readOrders>[1] = {}) => {
  const { events, faults } = await readOrders(content, options);
  const said = events.map(({ properties = {} }) => `${properties.orderId} ${properties.total} ${properties.currency}`);
  return { said, faults };
};
const columns = { order: 'no', date: 'day', customer: 'customer_id', email: 'mail', total: 'sum' };

test('an order has its buyer, time, total and items', async () => {
  const text = csv('no,day,who,mail,sum,count', " A-1 ,2026-01-02,'7210448301201,Anna@Shop.test,19.90,3");
  const { events } = await readOrders(text, {
    columns: { order: 'no', date: 'day', customer: 'who', email: 'mail', total: 'sum', quantity: 'count' },
    currency: 'EUR',
  });
  expect(events).toEqual([
    {
      id: 'order/A-1',
      type: 'placed_order',
      occurredAt: '2026-01-02T00:00:00.000Z',
      userId: '7210448301201',
      email: 'anna@shop.test',
      properties: { orderId: 'A-1', total: 1990, currency: 'EUR', itemCount: 3 },
    },
  ]);
});

test('guests without an id are identified by their address, and a guest without an address is reported', async () => {
  const guests = ['0', '', 'guest', 'NULL', '#N/A', '{{customer.id}}', 'undefined', '"Gast"', '-', 'false'];
  const rows = guests.map((guest, at) => `${9000 + at},2026-04-01,${guest},guest${at}@shop.test,19.90`);
  const { events, faults } = await readOrders(csv('no,day,customer_id,mail,sum', ...rows, '9100,2026-04-01,0,,5.00'), {
    columns,
    currency: 'EUR',
  });
  expect(events.map(({ userId, email }) => userId ?? email)).toEqual(guests.map((_, at) => `guest${at}@shop.test`));
  expect(faults).toEqual(['12: no customer: customer_id has "0", which is a placeholder, mail is empty']);
});

test('an order number, customer id or SKU that a spreadsheet has shortened is refused with the line number', async () => {
  const { events, faults } = await readOrders(
    csv(
      'no,day,customer_id,mail,sum,sku',
      '5.76461E+17,2026-02-01,,xa@shop.test,10.00,a',
      '"5,76461E+17",2026-02-01,,xb@shop.test,20.00,a',
      '5.76461e+17,2026-02-01,,xc@shop.test,20.00,a',
      "'5.76461E+17,2026-02-01,,xd@shop.test,20.00,a",
      '1,2026-02-01,7.21045E+12,xe@shop.test,20.00,a',
      '2,2026-02-01,,xf@shop.test,20.00,4.00638E+12',
      '3,2026-02-01,,xg@shop.test,20.00,576461413038785752',
    ),
    { columns, currency: 'EUR' },
  );
  expect(faults.map((fault) => fault.split(': ')[0])).toEqual(['2', '3', '4', '5', '6', '7']);
  for (const fault of faults) expect(fault).toContain('a spreadsheet has shortened');
  expect(events.map(({ properties }) => properties?.items)).toMatchObject([[{ productId: '576461413038785752' }]]);
});

test.each([
  ['another total', 'B-22,2025-12-31,v@shop.test,13.50'],
  ['another customer', 'B-22,2025-12-31,w@shop.test,12.50'],
  ['another date', 'B-22,2026-01-31,v@shop.test,12.50'],
])('the same order number with %s is reported by line, the same order again is not', async (_, other) => {
  const first = 'B-22,2025-12-31,v@shop.test,12.50';
  const { events, faults } = await readOrders(
    csv('no,day,mail,sum', first, other, 'B-23,2025-12-31,v@shop.test,1', first),
    {
      columns: { order: 'no', date: 'day', email: 'mail', total: 'sum' },
      currency: 'EUR',
    },
  );
  expect(faults).toEqual(['3: another order has the number B-22: that of line 2, with other contents']);
  expect(events.map(({ id }) => id)).toEqual(['order/B-22', 'order/B-23', 'order/B-22']);
});

const shopify = 'Name,Email,Created at,Currency,Total';

test('the currency of a row comes from its column, and a fixed currency refuses rows with another', async () => {
  const text = csv(
    shopify,
    '#1052,a@shop.test,2026-05-04,EUR,64.90',
    '#1053,b@shop.test,2026-05-04,USD,64.90',
    '#1054,b@shop.test,2026-05-04,jpy,6490',
    '#1055,b@shop.test,2026-05-04,EURO,6490',
  );
  const free = await totals(text);
  expect(free.said).toEqual(['#1052 6490 EUR', '#1053 6490 USD', '#1054 6490 JPY']);
  expect(free.faults).toEqual(['5: Currency: "EURO" is not an ISO 4217 currency code']);
  const fixed = await totals(text, { currency: 'EUR' });
  expect(fixed.said).toEqual(['#1052 6490 EUR']);
  expect(fixed.faults[0]).toBe('3: Currency: the row has USD, but --currency is EUR');
});

test('an order without a currency has no amount, unless the amount contains its currency', async () => {
  const { said, faults } = await totals(
    csv('Name,Email,Created at,Total', '1,a@shop.test,2026-05-04,5', '2,a@shop.test,2026-05-04,5 HUF'),
  );
  expect(said).toEqual(['2 500 HUF']);
  expect(faults).toEqual(['2: no currency: name it with --currency, such as --currency EUR']);
});

const states = 'Name,Email,Created at,Financial Status,Cancelled at,Refunded Amount,Total';

test('orders that were not a sale are left out and counted, and refunded ones are not revenue', async () => {
  const { events, faults, leftOut } = await readOrders(
    csv(
      states,
      '#1050,a@shop.test,2026-05-01,paid,,0.00,54.90',
      '#1051,a@shop.test,2026-05-02,refunded,,54.90,54.90',
      '#1052,b@shop.test,2026-05-03,voided,2026-05-03,,54.90',
      '#1053,c@shop.test,2026-05-03,partially_refunded,,4.90,54.90',
      '#1054,c@shop.test,2026-05-03,paid,2026-05-04 10:00:00 +0200,,54.90',
      '#1055,c@shop.test,2026-05-03,paid,,54.90,54.90',
      '#1056,c@shop.test,2026-05-03,PENDING,,,1',
      '#1057,c@shop.test,2026-05-03,odd,,,1',
    ),
    { currency: 'EUR' },
  );
  expect(leftOut).toEqual(['refunded', 'voided', 'cancelled', 'refunded']);
  expect(events.map(({ properties }) => [properties?.total, properties?.refunded])).toEqual([
    [5490, undefined],
    [5000, 490],
    [100, undefined],
  ]);
  expect(faults).toEqual([
    '9: Financial Status: "odd" is not a known order state: name the states that count with --states',
  ]);
});

test.each(['NULL', '\\N', '-', '0000-00-00 00:00:00', '0001-01-01'])(
  'an order whose day of cancelling and refund are %s was sold',
  async (nothing) => {
    const text = `order_id,email,date,total,Cancelled at,Refunded Amount\n1,a@shop.test,2026-05-01,5,${nothing},NULL`;
    const { events, leftOut, faults } = await readOrders(text, { currency: 'EUR' });
    expect([events[0]?.properties?.total, leftOut, faults]).toEqual([500, [], []]);
  },
);

test('states of other systems are given with --states, and a file without states requires the column', async () => {
  const text = csv(
    'order_id,email,date,total,Zustand',
    '1,a@shop.test,2026-05-01,5,Neu',
    '2,a@shop.test,2026-05-01,5,wc-Fertig',
    '3,a@shop.test,2026-05-01,5,Weg',
  );
  const found = await readOrders(text, { columns: { status: 'zustand' }, states: ['neu', 'fertig'], currency: 'EUR' });
  expect([found.events.length, found.leftOut]).toEqual([2, ['Weg']]);
  await expect(readOrders(text, { states: ['neu'], currency: 'EUR' })).rejects.toThrow(/--status <column>.*Zustand/);
});

test.each(['1.230', '1,230', '999.999', '12,500', '€ 1.230', '1.230 EUR'])(
  'the amount %s may be thousands: it is reported by line, and read once the decimal sign is named',
  async (sum) => {
    const text = `Name;Email;Created at;Total\n1;a@shop.test;2026-05-04;${sum}`;
    const { said, faults } = await totals(text, { currency: 'EUR' });
    expect(said).toEqual([]);
    expect(faults).toEqual([expect.stringMatching(/^2: Total: .*--decimal/)]);
    const sign = sum.includes('.') ? ',' : '.';
    const named = await totals(text, { currency: 'EUR', decimal: sign });
    expect(named).toEqual({ said: [`1 ${sum.replace(/\D/g, '')}00 EUR`], faults: [] });
  },
);

const lines = 'Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku';

test('further lines of an order are its items, not errors', async () => {
  const { events, faults, furtherLines } = await readOrders(
    csv(
      lines,
      '#1,a@shop.test,2026-05-01 09:59:00 +0200,EUR,64.90,2,Mug,12.50,MUG-1',
      '#1,a@shop.test,,,,1,Poster,39.90,',
      '#2,b@shop.test,2026-05-02 09:59:00 +0200,EUR,10.00,1,Pin,10.00,PIN',
    ),
  );
  expect([faults, furtherLines]).toEqual([[], 1]);
  expect(events.map(({ properties }) => properties)).toEqual([
    {
      orderId: '#1',
      total: 6490,
      currency: 'EUR',
      itemCount: 3,
      items: [
        { productId: 'MUG-1', title: 'Mug', price: 1250, currency: 'EUR', quantity: 2 },
        { productId: 'Poster', title: 'Poster', price: 3990, currency: 'EUR', quantity: 1 },
      ],
    },
    {
      orderId: '#2',
      total: 1000,
      currency: 'EUR',
      itemCount: 1,
      items: [{ productId: 'PIN', title: 'Pin', price: 1000, currency: 'EUR', quantity: 1 }],
    },
  ]);
});

test('lines that repeat the order’s fields are further lines too', async () => {
  const row = (sku: string) => `7,2026-05-01,a@shop.test,EUR,30.00,${sku},1`;
  const { events, furtherLines, faults } = await readOrders(
    csv('order_number,date,email,currency,total,sku,quantity', row('A'), row('B'), row('C')),
  );
  expect([events.length, furtherLines, faults]).toEqual([1, 2, []]);
});

test('a line separated from its order is reported, and an order with a bad line is refused with all its lines', async () => {
  const { events, faults } = await readOrders(
    csv(
      lines,
      '#1,a@shop.test,2026-05-01,EUR,5,1,Mug,5,M',
      '#2,a@shop.test,2026-05-01,EUR,5,none,Mug,5,M',
      '#2,a@shop.test,,,,1,Pin,5,P',
      '#1,a@shop.test,,,,1,Pin,5,P',
    ),
  );
  expect(events.map(({ id }) => id)).toEqual(['order/#1']);
  expect(faults).toEqual([
    '3: Lineitem quantity: "none" is not a whole number above 0',
    expect.stringMatching(/^5: a further line of order #1, which began in line 2/),
  ]);
});

test('if a required column is not found, the error lists the columns of the file', async () => {
  await expect(readOrders('a,b\n1,2')).rejects.toThrow('--date <column>. The columns of the file: a, b');
  await expect(readOrders('date,total\n1,2')).rejects.toThrow('--email or --customer <column>');
  await expect(readOrders('date,total,email\n1,2,3', { columns: { total: 'Summe' } })).rejects.toThrow(
    'there is no column "Summe". The columns of the file: date, total, email',
  );
});

test.each([
  ['who,mail', ',', 'no customer: who is empty, mail is empty'],
  ['who,mail', '1,nobody', 'mail: "nobody" is not an e-mail address'],
])('a row with %s of %j is refused with the column and the text', async (head, cells, fault) => {
  const { faults } = await readOrders(`${head},day,sum\n${cells},2026-01-01,1`, {
    columns: { customer: 'who', email: 'mail', date: 'day', total: 'sum' },
    currency: 'USD',
  });
  expect(faults).toEqual([`2: ${fault}`]);
});

const row = fc.record({
  who: fc.constantFrom('1', '2'),
  day: fc.constantFrom('19970101', '19970102'),
  sum: fc.constantFrom('1.00', '2.50'),
});

test('rows without an order number get the same ids on every import, and each row a different one', async () => {
  const read = async (rows: { who: string; day: string; sum: string }[]) => {
    const text = ['who,day,sum', ...rows.map(({ who, day, sum }) => `${who},${day},${sum}`)].join('\n');
    const options = { columns: { customer: 'who', date: 'day', total: 'sum' }, currency: 'USD' };
    return (await readOrders(text, options)).events.map(({ id }) => id);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      const first = await read(rows);
      expect(new Set(first).size).toBe(rows.length);
      // Rows added at the end do not change earlier ids.
      expect((await read([...rows, ...rows])).slice(0, rows.length)).toEqual(first);
    }),
    { numRuns: 100 },
  );
});

test('long order numbers with the same beginning stay different orders', async () => {
  const long = 'x'.repeat(150);
  const { events } = await readOrders(
    `order_id,email,date,total\n${long}1,a@shop.test,2026-01-01,1\n${long}2,a@shop.test,2026-01-01,1`,
    { currency: 'EUR' },
  );
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
});
