import { startCpuTime } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { readLines } from './text-lines.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (text: string, size: number) => {
  const lines: string[] = [];
  for await (const line of readLines(inPieces(text, size), 'utf-8')) lines.push(line.text);
  return lines;
};

test.each<[string, string[]]>([
  ['a\nb\n', ['a', 'b']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['a\rb\r', ['a', 'b']],
  ['a\r\nb\rc\nd', ['a', 'b\rc', 'd']],
  ['a\nb\r', ['a', 'b']],
  ['a\r', ['a']],
  ['ä\r\n\r\n€', ['ä', '', '€']],
  ['a', ['a']],
  ['\n', ['']],
  ['', []],
])('%j is the same lines, however the file is cut into pieces', async (text, lines) => {
  for (let size = 1; size <= 4; size++) expect(await read(text, size)).toEqual(lines);
});

test('a file of one long line is read in linear, not quadratic, time', async () => {
  const cost = startCpuTime();
  expect((await read(`[${'{"a":1},'.repeat(6_000_000)}{}]`, 64 * 1024))[0]).toHaveLength(48_000_004);
  // 1.3 s; searching everything again with each chunk took 84 s.
  expect(cost()).toBeLessThan(5_000);
});
