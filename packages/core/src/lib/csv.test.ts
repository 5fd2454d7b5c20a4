import { expect, test } from 'vitest';
import { csvFile, csvLine } from './csv.ts';

test('what a spreadsheet would compute is text, and quotes and lines stay in their cell', () => {
  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|x', '\r=1'];
  for (const formula of formulas) expect(csvLine([formula]).replace(/^"/, '')).toMatch(/^'/);
  expect(csvLine(['a', 7, -7, null, 'b,c', 'say "hi"', 'two\nlines'])).toBe('a,7,-7,,"b,c","say ""hi""","two\nlines"');
});

test('a file begins with a byte order mark, and each line ends as RFC 4180 says', () => {
  const file = csvFile(
    ['product', 'units'],
    [
      ['=HYPERLINK("https://evil.test")', 2],
      ['Müsli', -1],
    ],
  );
  expect(file).toBe('\ufeffproduct,units\r\n"\'=HYPERLINK(""https://evil.test"")",2\r\nMüsli,-1\r\n');
});
